import Diagnostics
import Files
import Settings
import Tree

/// Objects that more than one workflow makes where all of them go.
extension JobFinder {
  /// The trees of each cluster, as far as the configuration tells: those of one environment, and of all that name one
  /// context.
  private func clusters() throws -> [[(environment: String?, tree: String)]] {
    var clusters: [(key: String, trees: [(environment: String?, tree: String)])] = []
    for (name, tree) in try configuredTrees(environment: nil) where Disk.isFolder(tree) {
      let environment = configuration.environments.first { $0.name == name }
      let key =
        environment?.context.map { "context \($0)" } ?? "environment \(name ?? "")"
      if let known = clusters.firstIndex(where: { $0.key == key }) {
        clusters[known].trees.append((name, tree))
      } else {
        clusters.append((key, [(name, tree)]))
      }
    }
    return clusters.map(\.trees)
  }

  /// What is wrong with the trees that somebody asks for, beside the others of their clusters.
  ///
  /// - Parameters:
  ///   - workflows: those that are asked for, by their trees; all others are there to be compared with.
  ///   - known: those that were read already.
  func collisions(
    _ workflows: [String: Set<String>], sharedSources: Bool, known: [String: [String: PlacedWorkflow]] = [:]
  ) throws -> [Finding] {
    try clusters().filter { trees in trees.contains { workflows[$0.tree] != nil } }.flatMap { trees in
      let check = try CollisionCheck(trees.map(\.tree), known: known)
      let shared = sharedSources ? trees.filter { workflows[$0.tree] != nil } : []
      return shared.flatMap { check.sharedSources(in: $0.tree, place: place(environment: $0.environment)) }
        + check.findings { workflows[$0]?.contains($1) == true }
    }
  }
}
