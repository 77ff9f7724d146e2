import YAML

/// Finds workflows that leave one tree and come into another one with the same objects: one controller deletes what
/// the other one has just taken over.
enum MoveRisks {
  static func told(in trees: [TreeDifference]) -> [TreeDifference] {
    var trees = trees
    for from in trees.indices {
      for to in trees.indices where to != from && trees[to].environment == trees[from].environment {
        for position in trees[from].workflows.indices {
          let leaving = trees[from].workflows[position]
          guard leaving.after == nil,
            let coming = trees[to].workflows.first(where: { $0.workflow == leaving.workflow }),
            coming.before == nil
          else { continue }
          let moved = moved(leaving, coming)
          if moved.isEmpty { continue }
          trees[from].workflows[position].risks =
            [.treeMoves(from: trees[from].tree, to: trees[to].tree)]
            + leaving.risks.compactMap { without(moved, in: $0) }
        }
      }
    }
    return trees
  }

  /// Objects that are the same ones of the cluster, by how they are reported.
  private static func moved(_ leaving: WorkflowChange, _ coming: WorkflowChange) -> Set<String> {
    let new = Set(coming.objects.filter { $0.action == .added }.map(place))
    return Set(leaving.objects.filter { $0.action == .removed && new.contains(place(of: $0)) }.map(\.id))
  }

  private static func place(of object: ObjectChange) -> [String] {
    [(object.before ?? object.after)?["metadata"]?["namespace"]?.text ?? "", object.id]
  }

  /// Whoever deletes by hand must not delete what is somewhere else now.
  private static func without(_ moved: Set<String>, in risk: Risk) -> Risk? {
    guard case .deleted(let objects) = risk else { return risk }
    let rest = objects.filter { !moved.contains($0) }
    return rest.isEmpty ? nil : .deleted(objects: rest)
  }
}
