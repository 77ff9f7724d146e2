package import Files
import Releases
import Rendering

/// Writes what a plan says: all or nothing, and killed at any moment the folder still builds.
///
/// New content is written beside its target first. Then it is renamed in this order: versions, new
/// manifests, the kustomization that lists them, changed manifests, removals, and the lock last. So
/// every ConfigMap that a manifest mounts is in the build at any time.
package enum TreeWriter {
  static let suffix = ".tntc-new"

  package static func write(_ write: FolderWrite) throws(FileError) {
    if let bump = write.bump { try Self.write(bump) }
    guard write.changesTree else { return }
    let written = write.changes.filter { $0.action != .remove }
    if try Disk.kind(of: write.folder) == nil {
      try writeNew(write.folder, written)
    } else if !write.changes.isEmpty {
      try writeOver(write, written)
    }
    for path in write.leftovers { try Disk.remove(path) }
  }

  /// Writes the new version number into workflow.yaml, which keeps its permissions.
  private static func write(_ bump: VersionBump) throws(FileError) {
    let temporary = Path.join(Path.parent(bump.path), ".\(Path.lastComponent(bump.path))\(suffix)")
    try Disk.write(bump.bytes, to: temporary, likePermissionsOf: bump.path)
    try Disk.rename(temporary, to: bump.path)
  }

  /// A folder that does not exist is made under another name and renamed as a whole.
  private static func writeNew(_ folder: String, _ files: [FileChange]) throws(FileError) {
    let tree = Path.parent(folder)
    try Disk.makeFolders(tree)
    let temporary = Path.join(tree, ".\(Path.lastComponent(folder))\(suffix)")
    if try !Disk.makeNewFolder(temporary) {
      try clear(temporary)
      try Disk.makeFolder(temporary)
    }
    do {
      try Disk.makeFolder(Path.join(temporary, ReleaseNames.versionsFolder))
      for file in files { try Disk.writeNew(file.bytes, to: Path.join(temporary, file.path)) }
      try Disk.rename(temporary, to: folder)
    } catch {
      try? clear(temporary)
      throw error
    }
  }

  /// Removes what a killed run left of a new folder: plain files, one level of folders.
  private static func clear(_ folder: String) throws(FileError) {
    guard try Disk.kind(of: folder) == .folder else { return }
    for entry in try Disk.entries(of: folder) {
      let path = Path.join(folder, entry.name)
      if entry.kind == .folder {
        try clear(path)
      } else {
        try Disk.remove(path)
      }
    }
    Disk.removeEmptyFolder(folder)
  }

  private static func writeOver(_ write: FolderWrite, _ files: [FileChange]) throws(FileError) {
    let journal = Path.join(write.folder, Journal.file)
    var temporaries: [String] = []
    // A journal that an interrupted run left holds until this one, which knows as much, replaces it.
    let next = temporaryPath(write.folder, Journal.file)
    try Disk.write(write.journal.bytes, to: next)
    try Disk.rename(next, to: journal)
    do {
      try Disk.makeFolder(Path.join(write.folder, ReleaseNames.versionsFolder))
      for file in files {
        let temporary = temporaryPath(write.folder, file.path)
        temporaries.append(temporary)
        try Disk.write(file.bytes, to: temporary)
      }
    } catch {
      for temporary in temporaries { try? Disk.remove(temporary) }
      if write.leftovers.isEmpty { try? Disk.remove(journal) }
      throw error
    }
    for file in files.sorted(by: precedes) where file.path != Release.lockFile {
      try Disk.rename(temporaryPath(write.folder, file.path), to: Path.join(write.folder, file.path))
    }
    for change in write.changes where change.action == .remove {
      try Disk.remove(Path.join(write.folder, change.path))
    }
    for file in files where file.path == Release.lockFile {
      try Disk.rename(temporaryPath(write.folder, file.path), to: Path.join(write.folder, file.path))
    }
    try Disk.remove(journal)
  }

  private static func precedes(_ left: FileChange, _ right: FileChange) -> Bool {
    (rank(left), left.path) < (rank(right), right.path)
  }

  private static func rank(_ change: FileChange) -> Int {
    if ReleaseNames.isWriteOnce(change.path) { return 0 }
    if change.path == ReleaseNames.kustomization { return 2 }
    return change.action == .add ? 1 : 3
  }

  static func temporaryPath(_ folder: String, _ file: String) -> String {
    let path = Path.join(folder, file)
    return Path.join(Path.parent(path), ".\(Path.lastComponent(path))\(suffix)")
  }

  /// Files of this kind in a folder of which a run was interrupted.
  static func leftovers(in folder: String) throws(FileError) -> [String] {
    var found: [String] = []
    for place in [folder, Path.join(folder, ReleaseNames.versionsFolder)] where Disk.isFolder(place) {
      for entry in try Disk.entries(of: place)
      where entry.kind == .regular && entry.name.hasPrefix(".") && entry.name.hasSuffix(suffix) {
        found.append(Path.join(place, entry.name))
      }
    }
    return found
  }
}
