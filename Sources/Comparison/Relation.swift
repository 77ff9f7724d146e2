/// What the two sides of a comparison are to each other; the words of a report are chosen by it.
package enum Relation: Sendable, Equatable {
  /// One state follows the other: what differs is done when the change is merged.
  case change
  /// Two environments, by their names: neither follows the other, and nothing is merged.
  case environments(from: String, to: String)

  /// For programs.
  package var kind: String {
    switch self {
    case .change: "change"
    case .environments: "environments"
    }
  }
}

extension TreeDifference {
  /// Only with what applies to a comparison of two environments.
  func betweenEnvironments(_ relation: Relation) -> TreeDifference {
    var tree = self
    tree.workflows = workflows.map { $0.betweenEnvironments(relation) }
    return tree
  }
}

extension WorkflowChange {
  /// Risks of merging one state into the other do not apply, as nothing is merged.
  fileprivate func betweenEnvironments(_ relation: Relation) -> WorkflowChange {
    var change = self
    change.relation = relation
    for position in change.sources.indices { change.sources[position].relation = relation }
    change.risks.removeAll(where: \.kind.isOfTransition)
    change.rendering = rendering?.withoutTransition
    change.obstacles = [.environments]
    return change
  }
}

extension RenderingChange {
  fileprivate var withoutTransition: RenderingChange {
    RenderingChange(
      extent: extent, writers: writers, objects: objects, risks: risks.filter { !$0.kind.isOfTransition })
  }
}
