import WorkflowModel
import YAML

/// Finds nodes that reach more hosts than before.
enum NetworkRisks {
  static func find(from before: NetworkReach, to after: NetworkReach) -> [Risk] {
    let risks = each(from: before, to: after)
    // Under a contract they are the same.
    guard case .widerNetwork(_, let targets)? = risks.first, risks.count > 1,
      risks.count == after.nodes.count,
      risks.allSatisfy({ if case .widerNetwork(_, targets) = $0 { true } else { false } })
    else { return risks }
    return [.widerNetwork(node: nil, targets: targets)]
  }

  private static func each(from before: NetworkReach, to after: NetworkReach) -> [Risk] {
    var last: Difference?
    return after.nodes.compactMap { node in
      var had: [NetworkTarget] = []
      if let known = before[node.name] {
        guard let targets = known.targets else { return nil }
        had = targets
      }
      guard let targets = node.targets else { return .widerNetwork(node: node.name, targets: nil) }
      let difference: Difference
      if let known = last, known.had == had, known.has == targets {
        difference = known
      } else {
        difference = Difference(from: had, to: targets)
        last = difference
      }
      if difference.new.contains(where: { $0.peer == .host(NetworkHost.anyHost) }) {
        return .widerNetwork(node: node.name, targets: nil)
      }
      return difference.new.isEmpty ? nil : .widerNetwork(node: node.name, targets: difference.new)
    }
  }

  private struct Difference {
    let had: [NetworkTarget]
    let has: [NetworkTarget]
    let new: [NetworkTarget]

    init(from had: [NetworkTarget], to has: [NetworkTarget]) {
      (self.had, self.has) = (had, has)
      let cover = NetworkCover(had)
      new = has.filter { !cover.covers($0) }
    }
  }
}
