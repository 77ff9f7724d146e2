import ArgumentParser
import Comparison
import Tree
import YAML

/// A workflow's objects beside those of a cluster.
struct ClusterStatus: Sendable {
  let rows: [(object: String, state: ClusterState)]
  /// Objects with tntc's labels that are not in the tree.
  let extra: [String]
  /// Whether the Deployment is from before tntc, with a selector that cannot be changed.
  let hasOldSelector: Bool
  /// How it runs, whether it is as the tree says or not.
  let health: WorkflowHealth
  /// Kinds of which nothing is known, for people.
  let unknown: [String]
  let forbidden: [ClusterAnswer.Forbidden]

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
    let deployment = cluster.first("deployment/\(workflow)", in: namespace)
    let selector = deployment?["spec"]?["selector"]?["matchLabels"]
    hasOldSelector = selector == ["app.kubernetes.io/name": .string(workflow)]
    (unknown, forbidden) = (cluster.unknown, cluster.forbidden)
    let unlabelled = rows.compactMap { cluster.first($0.object, in: namespace) }.filter {
      ClusterObjects.label($0, "app.kubernetes.io/name") != workflow
    }
    health = WorkflowHealth(
      ours + unlabelled, tree: built.map(\.content), faults: Self.faults(in: rows))
  }

  /// As far as this user may see.
  var isInSync: Bool {
    extra.isEmpty && rows.allSatisfy { $0.state == .inSync || isUnseen($0.object) }
  }

  /// Whether an object of the tree is of a kind of which the cluster tells this user nothing.
  ///
  /// - Parameter object: `deployment/w`.
  func isUnseen(_ object: String) -> Bool {
    forbidden.contains { object.hasPrefix("\($0.kind.lowercased())/") }
  }

  /// Whether all of the tree could be seen.
  var isWhole: Bool { !rows.contains { isUnseen($0.object) } }

  /// Whether all is as the tree says, and somebody has to look at it nevertheless.
  var needsAttention: Bool { isInSync && health.needsAttention }

  /// Ends a command with the exit code that tells how workflows stand.
  static func end(_ statuses: [ClusterStatus]) throws(ExitCode) {
    if statuses.contains(where: { !$0.isInSync }) { throw Exit.invalid }
    if statuses.contains(where: { !$0.isWhole }) { throw Exit.failed }
    if statuses.contains(where: \.needsAttention) { throw Exit.attention }
  }

  /// ConfigMaps of the tree whose files the cluster does not have, or not so.
  private static func faults(
    in rows: [(object: String, state: ClusterState)]
  ) -> [String: EnginePod.ContentFault] {
    var faults: [String: EnginePod.ContentFault] = [:]
    for (object, state) in rows where object.hasPrefix(configMap) {
      let name = String(object.dropFirst(configMap.count))
      switch state {
      case .missing: faults[name] = .absent
      case .differs(let fields):
        if fields.contains(where: { $0.path.hasPrefix("data") || $0.path.hasPrefix("binaryData") }) {
          faults[name] = .other
        }
      case .inSync: break
      }
    }
    return faults
  }

  private static let configMap = "configmap/"
}
