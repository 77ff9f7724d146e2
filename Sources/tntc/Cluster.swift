import ArgumentParser
import Comparison
import Diagnostics
import Files
import Processes
import Releases
import Settings
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

/// A workflow's objects beside those of a cluster.
struct ClusterStatus: Sendable {
  let rows: [(object: String, state: ClusterState)]
  /// Objects with tntc's labels that are not in the tree.
  let extra: [String]
  let pods: [Pod]
  /// Whether the Deployment is from before tntc, with a selector that cannot be changed.
  let hasOldSelector: Bool

  struct Pod: Sendable {
    let name: String
    let version: String
    let isReady: Bool
    let restarts: Int
    /// Why containers wait, like `ImagePullBackOff`.
    let reasons: [String]
  }

  init(_ workflow: String, built: [BuiltObject], cluster: [Value]) {
    func identity(_ object: Value) -> String {
      "\(object["kind"]?.text?.lowercased() ?? "")/\(object["metadata"]?["name"]?.text ?? "")"
    }
    func label(_ object: Value, _ key: String) -> String? { object["metadata"]?["labels"]?[key]?.text }
    // A file may hold several namespaces, with the same names in each.
    let namespace = built.lazy.compactMap { $0.content["metadata"]?["namespace"]?.text }.first
    let cluster = cluster.filter {
      let other = $0["metadata"]?["namespace"]?.text
      return namespace == nil || other == nil || other == namespace
    }
    let ours = cluster.filter { label($0, "app.kubernetes.io/name") == workflow }
    rows = built.map { object in
      let found = cluster.first { identity($0) == identity(object.content) }
      return (identity(object.content), ClusterComparison.state(of: object.content, in: found))
    }
    let known = Set(built.map { identity($0.content) })
    extra = ours.filter {
      label($0, "app.kubernetes.io/managed-by") == "tentacular" && $0["kind"]?.text != "Pod"
        && $0["metadata"]?["ownerReferences"] == nil && !known.contains(identity($0))
    }.map(identity).sorted()
    pods = ours.filter {
      $0["kind"]?.text == "Pod" && label($0, "app.kubernetes.io/component") == "engine"
    }.map(Pod.init)
    let deployment = cluster.first { identity($0) == "deployment/\(workflow)" }
    let selector = deployment?["spec"]?["selector"]?["matchLabels"]
    hasOldSelector = selector == ["app.kubernetes.io/name": .string(workflow)]
  }

  /// The version that the most pods run.
  var running: [String] { Set(pods.map(\.version)).sorted() }

  var isInSync: Bool { extra.isEmpty && rows.allSatisfy { $0.state == .inSync } }

  var text: String {
    var lines: [[String]] = rows.map { ["  \(Self.word($0.state))", $0.object] + [Self.detail($0.state)] }
    lines += extra.map { ["  extra", $0, "not in the tree"] }
    lines += pods.map { pod in
      let reasons = pod.reasons.isEmpty ? "" : ": \(pod.reasons.joined(separator: ", "))"
      let restarts = pod.restarts == 0 ? "" : ", \(Counted.text(pod.restarts, "restart"))"
      return [
        "  \(pod.isReady ? "ready" : "not ready")", "pod/\(pod.name)", "\(pod.version)\(restarts)\(reasons)",
      ]
    }
    let way =
      hasOldSelector
      ? "  The Deployment is from before tntc: its selector cannot be changed, so applying over it fails. Delete it\n"
        + "  first (`kubectl delete deployment NAME`), or let Argo CD replace it once (Replace=true,Force=true).\n"
      : ""
    return "cluster: \(isInSync ? "in sync" : "differs")\n" + TextTable.plain(lines) + way
  }

  var value: Value {
    [
      "inSync": .bool(isInSync), "hasOldSelector": .bool(hasOldSelector),
      "running": .sequence(running.map(Value.string)),
      "objects": .sequence(
        rows.map { row in
          [
            "object": .string(row.object), "state": .string(Self.word(row.state)),
            "fields": Self.fields(row.state),
          ]
        }),
      "extra": .sequence(extra.map(Value.string)),
      "pods": .sequence(
        pods.map { pod in
          [
            "name": .string(pod.name), "version": .string(pod.version), "ready": .bool(pod.isReady),
            "restarts": .integer(pod.restarts), "waiting": .sequence(pod.reasons.map(Value.string)),
          ]
        }),
    ]
  }

  private static func word(_ state: ClusterState) -> String {
    switch state {
    case .inSync: "in sync"
    case .differs: "differs"
    case .missing: "missing"
    }
  }

  private static func detail(_ state: ClusterState) -> String {
    guard case .differs(let fields) = state else { return "" }
    return fields.map { "\($0.path): \(short($0.tree)) in the tree, \(short($0.cluster)) in the cluster" }
      .joined(separator: "; ")
  }

  private static func short(_ text: String) -> String {
    let line = text.split(separator: "\n", omittingEmptySubsequences: false).first.map(String.init) ?? ""
    return line.count > 60 || line.count < text.count ? "\(line.prefix(60))…" : line
  }

  private static func fields(_ state: ClusterState) -> Value {
    guard case .differs(let fields) = state else { return [] }
    return .sequence(
      fields.map { ["path": .string($0.path), "tree": .string($0.tree), "cluster": .string($0.cluster)] })
  }
}

extension ClusterStatus.Pod {
  init(_ pod: Value) {
    name = pod["metadata"]?["name"]?.text ?? ""
    version = pod["metadata"]?["labels"]?["app.kubernetes.io/version"]?.text ?? "unknown version"
    var (ready, restarts, reasons) = (true, 0, [String]())
    guard case .sequence(let containers)? = pod["status"]?["containerStatuses"], !containers.isEmpty else {
      (self.isReady, self.restarts) = (false, 0)
      self.reasons = [pod["status"]?["phase"]?.text].compactMap(\.self)
      return
    }
    for container in containers {
      if container["ready"] != true { ready = false }
      if case .integer(let count)? = container["restartCount"] { restarts += count }
      let state = container["state"]
      reasons += [state?["waiting"]?["reason"]?.text, state?["terminated"]?["reason"]?.text].compactMap(
        \.self)
    }
    (self.isReady, self.restarts, self.reasons) = (ready, restarts, reasons)
  }
}
