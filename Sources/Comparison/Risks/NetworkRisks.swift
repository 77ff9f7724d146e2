import WorkflowModel
import YAML

/// Finds nodes that reach more hosts than before.
enum NetworkRisks {
  static func find(from before: NetworkReach, to after: NetworkReach) -> [Risk] {
    after.nodes.compactMap { node in
      let had: [NetworkTarget]
      if let known = before[node.name] {
        guard let targets = known.targets else { return nil }
        had = targets
      } else {
        had = []
      }
      guard let targets = node.targets else { return .widerNetwork(node: node.name, targets: nil) }
      let new = targets.filter { target in !had.contains { $0.covers(target) } }
      if new.contains(where: { $0.peer == .host(NetworkHost.anyHost) }) {
        return .widerNetwork(node: node.name, targets: nil)
      }
      return new.isEmpty ? nil : .widerNetwork(node: node.name, targets: new)
    }
  }
}
