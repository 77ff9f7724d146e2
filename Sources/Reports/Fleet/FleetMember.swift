import Comparison
import WorkflowModel
import YAML

/// A changed workflow of one tree, and where that is in the comparison.
struct FleetMember {
  /// Tells workflows apart that have one name in the trees of two teams, and not those of two environments.
  struct Identity: Hashable {
    let workflow: ByteKey
    /// The position of the tree among those of its environment.
    let team: Int
  }

  let change: WorkflowChange
  let tree: TreeDifference
  /// The position of the tree in the comparison.
  let treeNumber: Int
  let identity: Identity

  /// All, in the order of the comparison.
  static func all(in comparison: Comparison) -> [FleetMember] {
    var teams: [ByteKey?: Int] = [:]
    return comparison.trees.enumerated().flatMap { number, tree in
      let team = teams[tree.environment.map(ByteKey.init), default: 0]
      teams[tree.environment.map(ByteKey.init)] = team + 1
      return tree.workflows.map { change in
        FleetMember(
          change: change, tree: tree, treeNumber: number,
          identity: Identity(workflow: ByteKey(change.workflow), team: team))
      }
    }
  }

  /// The environment, if there are some, and the name.
  var name: String { tree.environment.map { "\($0)/\(change.workflow)" } ?? change.workflow }
}
