import ArgumentParser
import Diagnostics
import Files
import Processes
import Tree
import YAML

/// Where the state of a cluster comes from.
struct ClusterOptions: ParsableArguments {
  @Flag(help: "Compare with the cluster, through `kubectl get`, which only reads.")
  var cluster = false

  @OptionGroup var target: KubectlTarget

  @Option(
    help: ArgumentHelp(
      "Compare with this file, the output of `kubectl get -o json` (- for standard input).",
      valueName: "file"))
  var from: String?

  func validate() throws {
    if cluster, from != nil {
      throw ValidationError("--cluster asks kubectl and --from reads a file; give one")
    }
    if !cluster, target.isGiven {
      throw ValidationError("--context and -n go with --cluster")
    }
  }

  var isAsked: Bool { cluster || from != nil }

  /// What the file holds; nil when a cluster is asked.
  func answerInFile() throws -> ClusterAnswer? {
    guard let from else { return nil }
    return ClusterAnswer(objects: try RecordedObjects.read(try Self.read(from), from: from))
  }

  /// Everything that may belong to these objects: they themselves, pods, and what else carries our labels.
  ///
  /// - Parameters:
  ///   - others: kinds of which something may be there, beside the usual ones.
  ///   - workflow: nil for every workflow.
  func ask(
    _ kubectl: Kubectl, for built: [BuiltObject], others: [AskedKind], workflow: String?,
    namespace inTree: String?
  ) throws -> ClusterAnswer {
    let kinds = Self.kinds + built.map { AskedKind($0.kind, $0.apiVersion) }
    let namespace = inTree ?? target.namespace
    // By name alone: a Deployment from before tntc has no other label. Of all workflows, what tntc made.
    let label = workflow.map { "app.kubernetes.io/name=\($0)" } ?? "app.kubernetes.io/managed-by=tentacular"
    var answer = try kubectl.get(
      kinds, others: LabelledKinds.all + others, namespace: namespace, ["-l", label])
    // Templates of one's own may make objects without the label.
    let found = Set(answer.objects.map(ClusterObjects.identity))
    let absent = built.filter { !found.contains(ClusterObjects.identity($0.content)) }
      .filter {
        !answer.unknown.contains(AskedKind($0.kind, $0.apiVersion).text) && !answer.isForbidden($0.kind)
      }
    let names = absent.map { "\(AskedKind($0.kind, $0.apiVersion).resource)/\($0.name)" }
    for start in stride(from: 0, to: names.count, by: Self.namesAtOnce) {
      let some = names[start..<min(start + Self.namesAtOnce, names.count)]
      answer.add(try kubectl.get(some + [Kubectl.mayBeMissing], namespace: namespace))
    }
    return answer
  }

  /// A command line has an end.
  private static let namesAtOnce = 500

  /// The kinds of objects that every workflow may have.
  private static let kinds = [
    AskedKind("Deployment", "apps/v1"), AskedKind("ReplicaSet", "apps/v1"), AskedKind("Service", "v1"),
    AskedKind("CronJob", "batch/v1"), AskedKind("Job", "batch/v1"), AskedKind("ConfigMap", "v1"),
    AskedKind("Pod", "v1"),
  ]

  private static func read(_ file: String) throws -> [UInt8] {
    file == "-" ? try Disk.readStandardInput() : try Disk.read(file, followingLinks: true)
  }
}
