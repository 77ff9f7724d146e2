import Diagnostics
import Files
import Releases
import Rendering
import WorkflowModel
import YAML

/// Compares a workflow's folder with what it shall become, and guards what is not ours to change.
struct FolderComparison {
  private var folder: WorkflowFolder
  private let force: Bool
  private var touched: [RenderedFile] = []
  private var removedVersions: [String] = []
  private var objectsBefore: [String] = []
  private var objectsAfter: Set<String> = []

  init(folder: WorkflowFolder, force: Bool) {
    self.folder = folder
    self.force = force
  }

  /// Objects that were in files of ours and are in none any more.
  var removedObjects: [String] { objectsBefore.filter { !objectsAfter.contains($0) } }

  /// Old and new content of every derived file, and the versions that go. What an interrupted run had
  /// removed already stays in it: until the lock is replaced, the old one retains those versions.
  var journal: Journal {
    Journal(touched, removals: removedVersions + (folder.journal?.removals ?? []))
  }

  func leftovers() throws(FileError) -> [String] {
    guard folder.wasInterrupted else { return [] }
    return try TreeWriter.leftovers(in: folder.path) + [Path.join(folder.path, Journal.file)]
  }

  /// - Parameter before: what the old lock's state renders to, if this tntc still renders it so; asked
  ///   for only when owned files are not as the lock says, to tell which of them.
  mutating func changes(
    to release: Release, derived: [RenderedFile], writeOnce: [RenderedFile],
    before: (inout WorkflowFolder) -> [RenderedFile]?
  ) throws -> [FileChange] {
    var changes = try writeOnceChanges(release, writeOnce)
    changes += try derivedChanges(derived, ours: try ourFiles(before))
    let lock = try LockFile.encode(release)
    changes.sort { $0.path.precedesByBytes($1.path) }
    let old = try folder.bytes(of: Release.lockFile)
    changes.append(FileChange(Release.lockFile, from: old, to: lock))
    return changes
  }

  /// What is written once is checked, never replaced, but for a version by an amendment.
  private mutating func writeOnceChanges(
    _ release: Release, _ new: [RenderedFile]
  ) throws -> [FileChange] {
    var changes: [FileChange] = []
    let paths = Set(release.writeOnceFiles.map(\.path))
    for file in folder.release?.writeOnceFiles ?? [] {
      if new.contains(where: { $0.path == file.path }) { continue }
      try check(file)
      let isDropped = !paths.contains(file.path)
      if isDropped {
        removedVersions.append(file.path)
        objectsBefore.append("configmap/\(file.configMap)")
      }
      changes.append(FileChange(path: file.path, action: isDropped ? .remove : .keep, bytes: []))
    }
    for file in new { changes.append(try change(toWriteOnce: file)) }
    return changes
  }

  private mutating func check(_ file: WriteOnceFile) throws {
    let path = Path.join(folder.path, file.path)
    guard let bytes = try folder.bytes(of: file.path) else {
      throw InvalidInput(path: path, "is gone, and the lock retains it; \(WorkflowInput.restore(path))")
    }
    guard DigestText.of(bytes) == file.digest else {
      throw InvalidInput(
        path: path,
        EditedFile.message(
          bytes, digest: file.digest,
          edit: "was edited, and it is written once and never changed; \(WorkflowInput.restore(path))"))
    }
  }

  private mutating func change(toWriteOnce new: RenderedFile) throws -> FileChange {
    let path = Path.join(folder.path, new.path)
    guard let bytes = try folder.bytes(of: new.path), !folder.wasGiven(new.path) else {
      return FileChange(path: new.path, action: .add, bytes: new.bytes)
    }
    if bytes == new.bytes { return FileChange(path: new.path, action: .keep, bytes: new.bytes) }
    let known = folder.release?.writeOnceFiles.first { $0.path == new.path }
    guard let known, known.digest == DigestText.of(bytes) else {
      throw InvalidInput(
        path: path,
        "is there with other content, and the lock does not know it; remove it, or \(WorkflowInput.restore(path))"
      )
    }
    return FileChange(path: new.path, action: .update, bytes: new.bytes)
  }

  /// The derived files on disk that are as this program wrote them.
  private mutating func ourFiles(
    _ before: (inout WorkflowFolder) -> [RenderedFile]?
  ) throws(FileError) -> Set<RenderedFile> {
    guard let release = folder.release else { return [] }
    var onDisk: [RenderedFile] = []
    for path in release.derivedFiles {
      if let bytes = try folder.bytes(of: path) { onDisk.append(RenderedFile(path: path, bytes: bytes)) }
    }
    if WorkflowSource.digest(of: onDisk) == release.derivedDigest { return Set(onDisk) }
    return Set(onDisk).intersection(before(&folder) ?? [])
  }

  private mutating func derivedChanges(
    _ derived: [RenderedFile], ours: Set<RenderedFile>
  ) throws -> [FileChange] {
    let owned = folder.release?.derivedFiles ?? []
    var edited: [String] = []
    var changes: [FileChange] = []
    for file in derived {
      let old = try folder.bytes(of: file.path)
      let change = FileChange(file.path, from: old, to: file.bytes)
      changes.append(change)
      touched.append(file)
      if change.action == .keep { continue }
      guard let old else { continue }
      let disk = RenderedFile(path: file.path, bytes: old)
      touched.append(disk)
      objectsBefore += ManifestObjects.names(in: old)
      objectsAfter.formUnion(ManifestObjects.names(in: file.bytes))
      if !isOurs(disk, ours) { edited.append(file.path) }
    }
    for path in owned where !derived.contains(where: { $0.path == path }) {
      guard let old = try folder.bytes(of: path) else { continue }
      let disk = RenderedFile(path: path, bytes: old)
      touched.append(disk)
      objectsBefore += ManifestObjects.names(in: old)
      if !isOurs(disk, ours) { edited.append(path) }
      changes.append(FileChange(removing: path, old))
    }
    if !edited.isEmpty, !force { throw refusal(edited, owned: owned) }
    return changes
  }

  private func isOurs(_ disk: RenderedFile, _ ours: Set<RenderedFile>) -> Bool {
    ours.contains(disk) || folder.journal?.holds(disk) == true
  }

  private func refusal(_ edited: [String], owned: [String]) -> InvalidInput {
    let onDisk = owned.compactMap { path in
      folder.known(path).map { RenderedFile(path: path, bytes: $0) }
    }
    let hasOtherLineEndings =
      folder.release.map { EditedFile.haveOtherLineEndings(onDisk, digest: $0.derivedDigest) } ?? false
    return InvalidInput(
      edited.map { file in
        let path = Path.join(folder.path, file)
        if hasOtherLineEndings, owned.contains(file) {
          return Finding(path: path, message: EditedFile.lineEndings)
        }
        return Finding(
          path: path,
          message: owned.contains(file)
            ? "was edited by hand and would be written over; \(WorkflowInput.restore(path)), "
              + "or write over it with `--force`"
            : "is not tntc's file, and one of this name is to be written; move it away, "
              + "or write over it with `--force`")
      })
  }
}
