import Diagnostics
import Files
import Settings
import Tree

/// The work on one tree: which workflows, for which environment, with which settings.
struct TreeJob {
  let tree: String
  let environment: String?
  let scopes: [SettingsScope]
  /// The trees of the same workflows for the other environments.
  let siblings: [String]
  let directories: [String]

  /// Without a configuration the tree is beside whoever calls. From a folder of a repository that has its tree further
  /// up, that would be another one, which nothing delivers.
  func refuseSecondTree() throws {
    guard var folder = Path.resolved("."), !Disk.exists(tree) else { return }
    var upward: [String] = []
    while !Disk.exists(Path.join(folder, ".git")) {
      // Outside of a repository it is not known what belongs together.
      if folder == "/" { return }
      folder = Path.parent(folder)
      upward.append((upward.last ?? "") + "../")
    }
    for above in upward where try !TreeIndex.workflows(of: above + tree).isEmpty {
      let other = above + tree
      throw InvalidInput(
        path: tree,
        "would be a second tree of this repository, which has `\(other)`; run it from `\(above.dropLast())`, or "
          + "name the tree with `--tree`, like `--tree \(ShellWord.path(other))`")
    }
  }

  /// Whoever calls from a workflow directory rarely wants another tree in it; where the directory is the whole
  /// repository, or has a tree already, that is how it is meant.
  func refuseNewTreeInside(_ workflows: [String]) throws(InvalidInput) {
    guard let resolved = Path.resolvedAllowingMissing(tree), !Disk.exists(tree) else { return }
    var folders = ResolvedFolders()
    for workflow in workflows {
      guard let source = folders.resolved(workflow), resolved.hasPrefix("\(source)/"),
        !Disk.exists(Path.join(source, ".git"))
      else { continue }
      throw InvalidInput(
        path: tree,
        "the tree would be inside the workflow directory `\(workflow)`; run it from the folder above, or give "
          + "another place with `--tree`, like `--tree ../deploy`")
    }
  }
}
