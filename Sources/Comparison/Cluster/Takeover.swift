package import YAML

/// How a Deployment of the tree replaces one with another selector, which cannot be changed,
/// while the Service leads to pods all the time.
///
/// Its pods outlive the Deployment (`--cascade=orphan`), get the labels that the new Service asks for, and go with
/// their ReplicaSet when the new ones are ready. The new Deployment does not adopt them: its selector asks for
/// labels that the ReplicaSet itself does not have.
package struct Takeover: Sendable, Equatable {
  package let deployment: String
  /// Where the Deployment is; nil where the answer does not say it.
  package let namespace: String?
  /// A selector of the pods that there are.
  package let pods: String
  /// That the new Service asks for, and the pods do not have: each `KEY=VALUE`.
  package let labels: [String]
  /// Whether one of them has another value now.
  package let overwrites: Bool
  /// The ReplicaSets that are left when the new Deployment is there; nil where the answer has none, for those that
  /// `leftovers` selects.
  package let replicaSets: [String]?
  /// Nil when the new Deployment adopts what is there, as the labels fit already.
  package let leftovers: String?
  /// Whether the pods can be kept: a ReplicaSet lets a pod go whose labels are not its own any more.
  package let keepsPods: Bool

  /// Nil when the selector is the same, or the cluster has no such Deployment.
  ///
  /// - Parameters:
  ///   - tree: the Deployment as the tree has it.
  ///   - service: the Service that leads to it, as the tree has it.
  ///   - cluster: the objects of its namespace, as far as they are known.
  package init?(of tree: Value, service: Value?, in cluster: [Value]) {
    let name = tree.objectName
    guard let old = cluster.first(where: { $0.objectKind == "Deployment" && $0.objectName == name }),
      case .mapping(let selector)? = old["spec"]?["selector"]?["matchLabels"],
      case .mapping(let wanted)? = tree["spec"]?["selector"]?["matchLabels"], selector != wanted
    else { return nil }
    (deployment, namespace) = (name, old["metadata"]?["namespace"]?.text)
    var asked = wanted
    if case .mapping(let selector)? = service?["spec"]?["selector"] { asked = selector }
    let labels = old["spec"]?["template"]?["metadata"]?["labels"]
    let added = asked.filter { labels?[$0.key] != $0.value }
    self.labels = added.map { "\($0.key)=\($0.value.text ?? "")" }
    overwrites = added.contains { labels?[$0.key] != nil }
    keepsPods = !added.contains { selector[$0.key] != nil }
    let own = Self.text(selector)
    // Labels that the new pods have and the old ReplicaSets do not.
    let difference = wanted.first { labels?[$0.key] != $0.value }
    leftovers = difference.map { "\(own),\($0.key)!=\($0.value.text ?? "")" }
    let sets = cluster.filter { $0.objectKind == "ReplicaSet" && $0.controller("Deployment") == name }
    replicaSets = sets.isEmpty ? nil : sets.map(\.objectName).sorted()
    let running = sets.filter { $0["spec"]?["replicas"] != 0 }.compactMap { $0.label("pod-template-hash") }
    pods = running.count == 1 ? "\(own),pod-template-hash=\(running[0])" : leftovers ?? own
  }

  private static func text(_ selector: Mapping) -> String {
    selector.map { "\($0.key)=\($0.value.text ?? "")" }.joined(separator: ",")
  }
}
