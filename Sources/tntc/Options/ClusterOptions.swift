import ArgumentParser
import Diagnostics
import Files
import Processes
import Tree
import YAML

/// Where the state of a cluster comes from.
struct ClusterOptions: ParsableArguments {
  @Flag(help: "Compare with the cluster, asked by `kubectl get` (it only reads).")
  var cluster = false

  @OptionGroup var target: KubectlTarget

  @Option(
    help: ArgumentHelp(
      "Compare with what `kubectl get -o json` printed to this file (- for standard input).",
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

  /// Everything that may belong to these objects: they themselves, pods, and what else carries our labels.
  ///
  /// - Parameter workflow: nil for every workflow.
  func objects(for built: [BuiltObject], workflow: String?, namespace inTree: String?) throws -> [Value] {
    if let from { return try Self.items(try Self.read(from), from) }
    var kinds = ["deployment.v1.apps", "service", "cronjob.v1.batch", "configmap", "pod"]
    kinds += built.map(\.resource).filter { !kinds.contains($0) }
    kinds = kinds.enumerated().filter { kinds.firstIndex(of: $0.element) == $0.offset }.map(\.element)
    var arguments = ["get", kinds.joined(separator: ","), "-o", "json"]
    arguments += target.arguments(namespace: inTree)
    // By name alone: a Deployment from before tntc has no other label. Of all workflows, what tntc made.
    arguments += [
      "-l", workflow.map { "app.kubernetes.io/name=\($0)" } ?? "app.kubernetes.io/managed-by=tentacular",
    ]
    do {
      return try Self.items(try Program("kubectl").run(arguments), "kubectl")
    } catch let failure as Program.Failure {
      throw FileError("ask", "kubectl", .said(failure.message))
    }
  }

  private static func read(_ file: String) throws -> [UInt8] {
    file == "-" ? try Disk.readStandardInput() : try Disk.read(file, followingLinks: true)
  }

  private static func items(_ bytes: [UInt8], _ origin: String) throws -> [Value] {
    let root: Value
    do {
      root = try JSON.read(bytes)
    } catch {
      throw InvalidInput(path: origin, "is not the JSON of `kubectl get -o json`: \(error.text)")
    }
    if case .sequence(let items)? = root["items"] { return items }
    guard root["kind"] != nil else {
      throw InvalidInput(path: origin, "is not the JSON of `kubectl get -o json`: it has no `items`")
    }
    return [root]
  }
}
