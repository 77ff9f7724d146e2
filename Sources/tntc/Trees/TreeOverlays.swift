import Diagnostics
import Tree

/// Kustomizations that are built upon workflows of trees.
extension JobFinder {
  /// Findings for overlays of the repository with which workflows do not run.
  ///
  /// - Parameter workflows: those that somebody asks for, by their trees.
  func overlays(_ workflows: [String: Set<String>]) throws -> [Finding] {
    var trees: [OverlayCheck.KnownTree] = []
    for (_, tree) in try configuredTrees(environment: nil) {
      trees.append(
        OverlayCheck.KnownTree(
          path: tree, workflows: try TreeIndex.workflows(of: tree), asked: workflows[tree] ?? []))
    }
    let found = Kustomizations.beside(trees.filter { !$0.asked.isEmpty }.map(\.path))
    return found.findings + OverlayCheck.findings(found.paths, trees)
  }
}
