import Files
import Releases
import Rendering

/// What a plan writes: all that is kept of it until every workflow of its run is checked.
package struct FolderWrite: Sendable {
  /// The workflow's folder of the tree.
  let folder: String
  /// The lock that was there when it was planned; nil where there was none.
  let plannedOver: [UInt8]?
  /// Files that become other ones, sorted by path, the lock last.
  let changes: [FileChange]
  let journal: Journal.Draft
  /// What an interrupted run left behind and this one clears away.
  let leftovers: [String]
  let bump: VersionBump?

  var changesTree: Bool { !changes.isEmpty || !leftovers.isEmpty }

  /// Whether the folder still holds the state that was planned from: git, unlike another run, waits for nobody.
  var isCurrent: Bool {
    (try? Disk.readIfPresent(Path.join(folder, Release.lockFile))) == plannedOver
  }

  /// About what it takes in memory, in bytes. Derived files are in the journal, with what they were.
  var size: Int {
    let others = changes.filter { ReleaseNames.isWriteOnce($0.path) || $0.path == Release.lockFile }
    let content =
      others.map(\.bytes) + journal.files.map(\.bytes) + [plannedOver, bump?.bytes].compactMap(\.self)
    return Self.names + content.reduce(0) { $0 + $1.count }
  }

  /// Those of its files, and what arrays take beside their bytes.
  private static let names = 2_000
}

extension WorkflowPlan {
  package var writing: FolderWrite {
    FolderWrite(
      folder: folder, plannedOver: lockBefore,
      changes: changes.filter { $0.action != .keep }.map {
        FileChange(path: $0.path, action: $0.action, bytes: $0.bytes)
      }, journal: journal, leftovers: leftovers, bump: bump)
  }
}
