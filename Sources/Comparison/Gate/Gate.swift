import YAML

/// What a comparison is held against: how grave a risk has to be to block it, and which ones people accept.
package struct Gate: Sendable {
  /// Risks of this level and graver ones block.
  package enum Limit: String, CaseIterable, Sendable {
    case high
    case medium
    case low
    /// Nothing blocks.
    case none

    fileprivate func includes(_ level: Risk.Level) -> Bool {
      switch self {
      case .high: level <= .high
      case .medium: level <= .medium
      case .low: level <= .low
      case .none: false
      }
    }
  }

  package let limit: Limit
  /// As the change makes it, never as it was before.
  package let accepted: AcceptedRisks
  /// Entries that the change brings, which a reviewer has to see.
  package let added: [AcceptedRisk]
  /// Entries that the change takes away.
  package let removed: [AcceptedRisk]
  /// Whether the change is known to leave the files of `.tentacular/` as they were.
  package let isSettled: Bool
  /// Entries that accept nothing of this change; known once it is judged.
  package fileprivate(set) var unused: [AcceptedRisk] = []

  /// - Parameters:
  ///   - accepted: on the side that the change makes.
  ///   - before: on the other side.
  ///   - isSettled: whether the other files of `.tentacular/` are known to be the same.
  package init(_ limit: Limit, accepted: AcceptedRisks, before: AcceptedRisks, isSettled: Bool = true) {
    (self.limit, self.accepted) = (limit, accepted)
    added = accepted.added(since: before)
    removed = before.added(since: accepted)
    self.isSettled = isSettled && added.isEmpty && removed.isEmpty
  }

  /// A gate that blocks nothing.
  package static let open = Gate(
    .none, accepted: AcceptedRisks(path: AcceptedRisks.name), before: AcceptedRisks(path: AcceptedRisks.name))

  /// Whether other risks are accepted than before.
  package var hasChanged: Bool { !added.isEmpty || !removed.isEmpty }

  package func blocks(_ risk: Risk, of change: WorkflowChange) -> Bool {
    limit.includes(risk.level) && change.acceptances(of: risk).isEmpty
  }
}

extension Comparison {
  /// With what a gate says of it.
  package func judged(by gate: Gate) -> Comparison {
    var comparison = self
    comparison.gate = gate
    var used: Set<Int> = []
    let entries = gate.accepted.entries
    for tree in trees.indices {
      let environment = trees[tree].environment
      for position in trees[tree].workflows.indices {
        let name = trees[tree].workflows[position].workflow
        let concerned = entries.filter { $0.concerns(name, in: environment) }
        if concerned.isEmpty { continue }
        comparison.trees[tree].workflows[position].accepted = concerned
        let change = comparison.trees[tree].workflows[position]
        for entry in change.allRisks.flatMap(change.acceptances) {
          for index in entries.indices where entries[index].position == entry.position { used.insert(index) }
        }
      }
    }
    // Entries are for what is merged.
    if relation != .change { return comparison }
    // What is for an environment that is not compared may be used there.
    let environments = Set(trees.map { $0.environment.map(ByteKey.init) })
    comparison.gate.unused = entries.indices.filter { !used.contains($0) }.map { entries[$0] }.filter {
      entry in
      entry.environment.map { environments.contains(ByteKey($0)) } ?? true
    }
    return comparison
  }

  /// The risks that block, the gravest first, with what they are of.
  package var blocking: [(tree: TreeDifference, change: WorkflowChange, risk: Risk)] {
    let all = trees.flatMap { tree in
      tree.workflows.flatMap { change in
        change.allRisks.filter { gate.blocks($0, of: change) }.map { (tree: tree, change: change, risk: $0) }
      }
    }
    return Risk.Level.allCases.flatMap { level in all.filter { $0.risk.level == level } }
  }

  package var isBlocked: Bool {
    workflows.contains { change in change.allRisks.contains { gate.blocks($0, of: change) } }
  }

  /// Whether a person has to look only at code.
  package var isRoutine: Bool {
    !workflows.isEmpty && gate.isSettled && workflows.allSatisfy(\.isRoutine)
  }
}
