import Diagnostics
import Files
import Releases
import Rendering
import Settings
import WorkflowModel
import YAML

/// What a folder has to become, beside what it is: every file that changes, and what that means.
///
/// It guards what is not ours to change.
struct FolderPlan {
  /// Sorted by path, the lock last.
  let changes: [FileChange]
  /// Objects that were in files of ours and are in none any more, by what the files say.
  let removedObjects: [ObjectReference]
  /// Old and new content of every derived file, and the versions that go.
  let journal: Journal.Draft
  /// What an interrupted run left behind and this one clears away.
  let leftovers: [String]

  /// Whether any file becomes another one.
  var changesFiles: Bool { changes.contains { $0.action != .keep } }

  /// - Parameters:
  ///   - writeOnce: new files that are never changed again.
  ///   - strays: files that the lock does not list and that leave.
  ///   - force: write over derived files that were edited by hand.
  ///   - before: what the old lock's state renders to, if this tntc still renders it so; asked for only when owned
  ///     files are not as the lock says, to tell which of them.
  /// - Throws: `InvalidInput` when a file is not what it has to be.
  init(
    from folder: FolderSnapshot, to release: Release, derived: [RenderedFile], writeOnce: [RenderedFile],
    strays: [String] = [], force: Bool, before: () -> [RenderedFile]?
  ) throws {
    let versions = try WriteOncePlan(folder, release, writeOnce)
    let manifests = try DerivedPlan(folder, derived, force: force, before: before)
    var changes = versions.changes + manifests.changes
    for path in strays {
      if let old = try folder.bytes(of: path) { changes.append(FileChange(removing: path, old)) }
    }
    changes.sort { $0.path.precedesByBytes($1.path) }
    self.changes = changes + [try Self.lock(of: release, in: folder, beside: changes)]
    removedObjects = versions.removedObjects + manifests.removedObjects
    // What an interrupted run had removed already stays in it: until the lock is replaced, the old one retains those
    // versions.
    journal = Journal.Draft(
      files: manifests.touched, removals: versions.removedFiles + (folder.journal?.removals ?? []))
    leftovers =
      folder.wasInterrupted
      ? try TreeWriter.leftovers(in: folder.path) + [Path.join(folder.path, Journal.file)] : []
  }

  /// What the lock alone says otherwise: no other file is made anew, or looked at.
  init(recording release: Release, in folder: FolderSnapshot) throws {
    let others = release.ownedFiles.sorted { $0.precedesByBytes($1) }.map {
      FileChange(path: $0, action: .keep, bytes: [])
    }
    changes = others + [try Self.lock(of: release, in: folder, beside: others)]
    (removedObjects, journal, leftovers) = ([], Journal.Draft(files: [], removals: []), [])
  }

  private static func lock(
    of release: Release, in folder: FolderSnapshot, beside changes: [FileChange]
  ) throws -> FileChange {
    let old = try folder.bytes(of: Release.lockFile)
    do throws(EmitError) {
      let isAlone = changes.allSatisfy { $0.action == .keep }
      return FileChange(
        Release.lockFile, from: old, to: try LockFile.encode(release, over: old, isAlone: isAlone))
    } catch {
      let path = Path.join(folder.path, Release.lockFile)
      throw InvalidInput(path: path, "\(error.message); \(WorkflowInput.restore(path))")
    }
  }
}

/// What is written once is checked, never replaced, but for a version by an amendment.
private struct WriteOncePlan {
  private(set) var changes: [FileChange] = []
  private(set) var removedFiles: [String] = []
  private(set) var removedObjects: [ObjectReference] = []
  private let folder: FolderSnapshot

  init(_ folder: FolderSnapshot, _ release: Release, _ new: [RenderedFile]) throws {
    self.folder = folder
    let paths = Set(release.writeOnceFiles.map(\.path))
    for file in folder.release?.writeOnceFiles ?? [] where !new.contains(where: { $0.path == file.path }) {
      try check(file)
      let isDropped = !paths.contains(file.path)
      if isDropped {
        removedFiles.append(file.path)
        removedObjects += file.configMaps.map(ObjectReference.configMap)
      }
      changes.append(FileChange(path: file.path, action: isDropped ? .remove : .keep, bytes: []))
    }
    for file in new {
      let change = try change(to: file)
      changes.append(change)
      if change.action == .update { removedObjects += left(by: file.path, release) }
    }
  }

  /// The ConfigMaps that an amended version had, and has no more.
  private func left(by path: String, _ release: Release) -> [ObjectReference] {
    func names(_ release: Release?) -> [String] {
      release?.writeOnceFiles.first { $0.path == path }?.configMaps ?? []
    }
    let now = names(release)
    return names(folder.release).filter { !now.contains($0) }.map(ObjectReference.configMap)
  }

  private func check(_ file: WriteOnceFile) throws {
    let path = Path.join(folder.path, file.path)
    guard let bytes = try folder.bytes(of: file.path) else {
      throw InvalidInput(path: path, "is gone, and the lock retains it; \(WorkflowInput.restore(path))")
    }
    guard DigestText.of(bytes) == file.digest else {
      throw InvalidInput(
        path: path,
        EditedFile.message(
          bytes, digest: file.digest,
          edit: "was edited, and a version never changes; \(WorkflowInput.restore(path))"))
    }
  }

  private func change(to new: RenderedFile) throws -> FileChange {
    let path = Path.join(folder.path, new.path)
    guard let bytes = try folder.bytes(of: new.path), !folder.wasGiven(new.path) else {
      return FileChange(path: new.path, action: .add, bytes: new.bytes)
    }
    if bytes.hasSameBytes(as: new.bytes) {
      return FileChange(path: new.path, action: .keep, bytes: new.bytes)
    }
    let known = folder.release?.writeOnceFiles.first { $0.path == new.path }
    guard let known, known.digest == DigestText.of(bytes) else {
      throw InvalidInput(
        path: path,
        "exists with other content, and is not in the lock; remove it, or \(WorkflowInput.restore(path))"
      )
    }
    return FileChange(path: new.path, action: .update, bytes: new.bytes)
  }
}

/// Manifests and what builds them: ours to write, unless somebody edited them.
private struct DerivedPlan {
  private(set) var changes: [FileChange] = []
  /// As they may be found on disk while they are written.
  private(set) var touched: [RenderedFile] = []
  private var objectsBefore: [ObjectReference] = []
  private var objectsAfter: Set<String> = []
  private let folder: FolderSnapshot

  var removedObjects: [ObjectReference] { objectsBefore.filter { !objectsAfter.contains($0.text) } }

  init(
    _ folder: FolderSnapshot, _ derived: [RenderedFile], force: Bool, before: () -> [RenderedFile]?
  ) throws {
    self.folder = folder
    // Asked for where a file is another one, which it is in few folders.
    var ours: Set<RenderedFile>?
    let owned = folder.release?.derived.files ?? []
    var edited: [String] = []
    func isOurs(_ disk: RenderedFile) throws -> Bool {
      let known = try ours ?? Self.ours(in: folder, before)
      ours = known
      return known.contains(disk) || folder.journal?.holds(disk) == true
    }
    for file in derived {
      let old = try folder.bytes(of: file.path)
      let change = FileChange(file.path, from: old, to: file.bytes)
      changes.append(change)
      touched.append(file)
      guard change.action != .keep, let old else { continue }
      take(old, file.path)
      objectsAfter.formUnion(ManifestObjects.references(in: file.bytes).map(\.text))
      if try !isOurs(RenderedFile(path: file.path, bytes: old)) { edited.append(file.path) }
    }
    for path in owned where !derived.contains(where: { $0.path == path }) {
      guard let old = try folder.bytes(of: path) else { continue }
      take(old, path)
      if try !isOurs(RenderedFile(path: path, bytes: old)) { edited.append(path) }
      changes.append(FileChange(removing: path, old))
    }
    if !edited.isEmpty, !force { throw try refusal(edited, owned: owned) }
  }

  private mutating func take(_ old: [UInt8], _ path: String) {
    touched.append(RenderedFile(path: path, bytes: old))
    objectsBefore += ManifestObjects.references(in: old)
  }

  /// The derived files on disk that are as this program wrote them.
  private static func ours(
    in folder: FolderSnapshot, _ before: () -> [RenderedFile]?
  ) throws(FileError) -> Set<RenderedFile> {
    guard let release = folder.release else { return [] }
    var onDisk: [RenderedFile] = []
    for path in release.derived.files {
      if let bytes = try folder.bytes(of: path) { onDisk.append(RenderedFile(path: path, bytes: bytes)) }
    }
    if WorkflowSource.digest(of: onDisk) == release.derived.digest { return Set(onDisk) }
    return Set(onDisk).intersection(before() ?? [])
  }

  private func refusal(_ edited: [String], owned: [String]) throws -> InvalidInput {
    let onDisk = try owned.compactMap { path in
      try folder.bytes(of: path).map { RenderedFile(path: path, bytes: $0) }
    }
    let hasOtherLineEndings =
      folder.release.map { EditedFile.haveOtherLineEndings(onDisk, digest: $0.derived.digest) } ?? false
    return InvalidInput(
      edited.map { file in
        let path = Path.join(folder.path, file)
        if hasOtherLineEndings, owned.contains(file) {
          return Finding(path: path, message: LineEndings.treeProblem)
        }
        return Finding(
          path: path,
          message: owned.contains(file)
            ? "was edited by hand and would be overwritten; \(WorkflowInput.restore(path)), or overwrite it with "
              + "`--force`"
            : "was not written by tntc, which has to write a file of this name; move it away, or overwrite it with "
              + "`--force`")
      })
  }
}
