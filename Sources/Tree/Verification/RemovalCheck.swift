package import Diagnostics
import Files
package import Releases
import WorkflowModel

/// Whether the numbers of a workflow that is not in the tree stay taken.
package struct RemovalCheck {
  private let workflow: String
  private let numbers: [Tombstone]
  private let revision: String
  /// What the revision recorded of removed workflows.
  private let recorded: RemovedWorkflows

  /// - Parameters:
  ///   - before: its lock in a revision; nil when it was removed there already.
  ///   - removed: what that revision recorded of removed workflows.
  package init(_ workflow: String, before: Release?, removed: RemovedWorkflows, revision: String) {
    (self.workflow, self.revision, recorded) = (workflow, revision, removed)
    var all = removed
    if let before { all.add(before) }
    numbers = all.tombstones(of: workflow)
  }

  /// - Parameter removed: what the tree records now.
  package func findings(now removed: RemovedWorkflows, in tree: String) -> [Finding] {
    let kept = removed.tombstones(of: workflow)
    let missing = numbers.filter { !kept.holds($0) }
    if missing.isEmpty { return [] }
    let lost = missing.map(\.version.text)
    let path = RemovedWorkflows.path(in: tree)
    // The record of the revision will do when it holds everything that the one here does.
    let known = recorded.tombstones(of: workflow)
    let isInRecord = missing.allSatisfy(known.holds) && recorded.holdsAll(of: removed)
    return [
      Finding(
        .warning, path: path,
        message:
          "lacks \(lost.joined(separator: ", ")) of `\(workflow)`, which \(revision) has, so these "
          + "numbers could be used again; "
          + (isInRecord
            ? "restore it with `git checkout \(revision) -- \(ShellWord.path(path))`"
            : "restore the folder and remove it with `tntc remove \(workflow)`"))
    ]
  }
}
