package import Diagnostics
import Files
import Rendering
import WorkflowModel

/// Whether the numbers of a workflow that is not in the tree stay taken.
package struct RemovalCheck {
  private let workflow: String
  private let numbers: [Tombstone]
  private let revision: String

  /// - Parameters:
  ///   - before: its lock in a revision; nil when it was removed there already.
  ///   - removed: what that revision recorded of removed workflows.
  package init(_ workflow: String, before: Release?, removed: RemovedWorkflows, revision: String) {
    (self.workflow, self.revision) = (workflow, revision)
    var all = removed
    if let before { all.add(before) }
    numbers = all.tombstones(of: workflow)
  }

  /// - Parameter removed: what the tree records now.
  package func findings(now removed: RemovedWorkflows, in tree: String) -> [Finding] {
    let kept = Set(removed.tombstones(of: workflow))
    let lost = numbers.filter { !kept.contains($0) }.map(\.version.text)
    if lost.isEmpty { return [] }
    return [
      Finding(
        .warning, path: RemovedWorkflows.path(in: tree),
        message:
          "does not hold \(lost.joined(separator: ", ")) of `\(workflow)`, which \(revision) has, so these "
          + "numbers could be used again; restore the folder and take it out with `tntc remove \(workflow)`")
    ]
  }
}
