import Comparison
import WorkflowModel
import YAML

/// The trees of a comparison, to name one of them shortly.
struct FleetScope {
  let all: Int
  /// How many of them have a changed workflow.
  let places: Int
  /// Environments that have several trees, as one for each team.
  private let divided: Set<ByteKey>

  init(_ comparison: Comparison) {
    (all, places) = (comparison.trees.count, comparison.trees.count { !$0.workflows.isEmpty })
    var seen: Set<ByteKey> = []
    divided = Set(
      comparison.trees.compactMap { $0.environment.map(ByteKey.init) }.filter { !seen.insert($0).inserted })
  }

  /// The environment, with its tree where it has several; the tree where there are no environments.
  func title(_ environment: String?, _ tree: String) -> String {
    guard let environment else { return tree }
    return divided.contains(ByteKey(environment)) ? "\(environment) (\(tree))" : environment
  }
}
