import Diagnostics
import Files
import Settings

/// The work on one tree: which workflows, for which environment, with which settings.
struct TreeJob {
  let tree: String
  let environment: String?
  let scopes: [SettingsScope]
  /// The trees of the same workflows for the other environments.
  let siblings: [String]
  let directories: [String]

  /// Whoever calls from a workflow directory rarely wants another tree in it; where the directory is the whole
  /// repository, or has a tree already, that is how it is meant.
  func refuseNewTreeInside(_ workflows: [String]) throws(InvalidInput) {
    guard let resolved = Path.resolvedAllowingMissing(tree), !Disk.exists(tree) else { return }
    for workflow in workflows {
      guard let source = Path.resolved(workflow), resolved.hasPrefix("\(source)/"),
        !Disk.exists(Path.join(source, ".git"))
      else { continue }
      throw InvalidInput(
        path: tree,
        "the tree would lie inside of the workflow directory `\(workflow)`; run it from the folder above, or "
          + "say where with `--tree`, like `--tree ../deploy`")
    }
  }
}
