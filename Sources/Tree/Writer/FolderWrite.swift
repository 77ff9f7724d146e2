import Releases
import Rendering

/// What a plan writes: all that is kept of it until every workflow of its run is checked.
package struct FolderWrite: Sendable {
  /// The workflow's folder of the tree.
  let folder: String
  /// Files that become other ones, sorted by path, the lock last.
  let changes: [FileChange]
  let journal: Journal.Draft
  /// What an interrupted run left behind and this one clears away.
  let leftovers: [String]
  let bump: VersionBump?

  var changesTree: Bool { !changes.isEmpty || !leftovers.isEmpty }

  /// About what it takes in memory, in bytes. Derived files are in the journal, with what they were.
  var size: Int {
    let others = changes.filter { ReleaseNames.isWriteOnce($0.path) || $0.path == Release.lockFile }
    return Self.names + (bump?.bytes.count ?? 0) + others.reduce(0) { $0 + $1.bytes.count }
      + journal.files.reduce(0) { $0 + $1.bytes.count }
  }

  /// Those of its files, and what arrays take beside their bytes.
  private static let names = 2_000
}

extension WorkflowPlan {
  package var writing: FolderWrite {
    FolderWrite(
      folder: folder,
      changes: changes.filter { $0.action != .keep }.map {
        FileChange(path: $0.path, action: $0.action, bytes: $0.bytes)
      }, journal: journal, leftovers: leftovers, bump: bump)
  }
}
