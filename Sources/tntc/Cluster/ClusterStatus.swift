import Comparison
import Tree
import YAML

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

  init(_ workflow: String, built: [BuiltObject], cluster: ClusterObjects) {
    let namespace = built.lazy.compactMap { $0.content["metadata"]?["namespace"]?.text }.first
    let ours = cluster.labelled(workflow, in: namespace)
    rows = built.map { object in
      let identity = ClusterObjects.identity(object.content)
      let found = cluster.first(identity, in: namespace)
      return (identity, ClusterComparison.state(of: object.content, in: found))
    }
    let known = Set(rows.map(\.object))
    extra = ours.filter {
      ClusterObjects.label($0, "app.kubernetes.io/managed-by") == "tentacular" && $0["kind"]?.text != "Pod"
        && $0["metadata"]?["ownerReferences"] == nil && !known.contains(ClusterObjects.identity($0))
    }.map(ClusterObjects.identity).sorted()
    pods = ours.filter {
      $0["kind"]?.text == "Pod" && ClusterObjects.label($0, "app.kubernetes.io/component") == "engine"
    }.map(Pod.init)
    let deployment = cluster.first("deployment/\(workflow)", in: namespace)
    let selector = deployment?["spec"]?["selector"]?["matchLabels"]
    hasOldSelector = selector == ["app.kubernetes.io/name": .string(workflow)]
  }

  /// The versions that pods run, sorted as text.
  var running: [String] { Set(pods.map(\.version)).sorted() }

  var isInSync: Bool { extra.isEmpty && rows.allSatisfy { $0.state == .inSync } }
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
