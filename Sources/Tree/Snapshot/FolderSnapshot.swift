import Diagnostics
package import Files
package import Releases
import Rendering
import Settings
import WorkflowModel
import YAML

/// A workflow's folder of a tree: what its lock lists, as immutable bytes. Disk, a git revision and a comparison make
/// the same value; files of a disk that the lock does not list are read when they are asked for.
package struct FolderSnapshot: Sendable {
  package let path: String
  /// What the lock says; nil when there is none.
  package let release: Release?
  /// Digests of files that an interrupted run was writing; nil when none was interrupted.
  let journal: Journal?
  /// Whether a run was killed between its first and its last step in this folder.
  let wasInterrupted: Bool
  /// Nil for a file that is known not to be there.
  private let contents: [ByteKey: Result<[UInt8]?, FileError>]
  /// Whether problems can be corrected in place.
  private let isOnDisk: Bool
  /// Whether there was a folder on the disk, so that it may hold what the lock does not list.
  private let mayHoldOthers: Bool
  /// Files that are read as given, and are still to be written.
  private let given: Set<ByteKey>

  private init(
    _ path: String, _ release: Release?, _ journal: Journal?, wasInterrupted: Bool,
    _ contents: [ByteKey: Result<[UInt8]?, FileError>], isOnDisk: Bool, mayHoldOthers: Bool,
    given: Set<ByteKey> = []
  ) {
    (self.path, self.release, self.journal, self.contents) = (path, release, journal, contents)
    (self.wasInterrupted, self.isOnDisk, self.given) = (wasInterrupted, isOnDisk, given)
    self.mayHoldOthers = mayHoldOthers
  }

  /// Reads what the lock of a workflow's folder lists. There need not be a folder.
  ///
  /// - Parameter known: the state that is known to be that of its write-once files, when its lock cannot be read.
  /// - Throws: `FileError` when the lock cannot be read, `ReleaseProblem` when it is not a lock.
  init(_ path: String, knownRelease known: Release? = nil) throws {
    guard try Release.isFolder(path) else {
      self.init(
        path, known, nil, wasInterrupted: false, [:], isOnDisk: true, mayHoldOthers: false)
      return
    }
    let journal = try Journal.read(in: path)
    let lock = try Disk.readIfPresent(Path.join(path, Release.lockFile))
    let release = try known ?? lock.map { try Release(lock: $0, in: path, journal) }
    var contents: [ByteKey: Result<[UInt8]?, FileError>] = [:]
    let owned = release?.ownedFiles ?? []
    contents.reserveCapacity(owned.count + 1)
    contents[ByteKey(Release.lockFile)] = .success(lock)
    for file in owned {
      do throws(FileError) {
        contents[ByteKey(file)] = .success(try Disk.readIfPresent(Path.join(path, file)))
      } catch {
        contents[ByteKey(file)] = .failure(error)
      }
    }
    self.init(
      path, release, journal,
      wasInterrupted: journal != nil || Disk.exists(TreeWriter.temporaryPath(path, Journal.file)), contents,
      isOnDisk: true, mayHoldOthers: true)
  }

  /// A folder as a git revision or another disk has it.
  ///
  /// - Parameters:
  ///   - path: for messages.
  ///   - files: by their paths, relative to the folder.
  init(_ path: String, files: [String: [UInt8]]) throws(ReleaseProblem) {
    var contents: [ByteKey: Result<[UInt8]?, FileError>] = [:]
    for (file, bytes) in files { contents[ByteKey(file)] = .success(bytes) }
    let release = try files[Release.lockFile].map { lock throws(ReleaseProblem) in
      try Release(lock: lock, in: path)
    }
    self.init(
      path, release, nil, wasInterrupted: false, contents, isOnDisk: false, mayHoldOthers: false)
  }

  /// The same folder with files that are missing or wrong in it.
  func giving(_ files: [RenderedFile]) -> FolderSnapshot {
    var (contents, given) = (contents, given)
    for file in files {
      contents[ByteKey(file.path)] = .success(file.bytes)
      given.insert(ByteKey(file.path))
    }
    return FolderSnapshot(
      path, release, journal, wasInterrupted: wasInterrupted, contents, isOnDisk: isOnDisk,
      mayHoldOthers: mayHoldOthers, given: given)
  }

  /// The same folder once changes are written.
  func applying(_ changes: [FileChange], _ release: Release) -> FolderSnapshot {
    var contents = contents
    for change in changes where change.action != .keep {
      contents[ByteKey(change.path)] = .success(change.action == .remove ? nil : change.bytes)
    }
    return FolderSnapshot(
      path, release, nil, wasInterrupted: false, contents, isOnDisk: isOnDisk,
      mayHoldOthers: mayHoldOthers)
  }

  func wasGiven(_ file: String) -> Bool { given.contains(ByteKey(file)) }

  /// The bytes of a file, nil when it is not there.
  ///
  /// A file that the lock does not list may be large: it is read only when a file of its name has to be
  /// written.
  package func bytes(of file: String) throws(FileError) -> [UInt8]? {
    if let known = contents[ByteKey(file)] { return try known.get() }
    return mayHoldOthers ? try Disk.readIfPresent(Path.join(path, file)) : nil
  }

  /// The paths of all files of a folder as a git revision or another disk has it.
  var files: [String] {
    if isOnDisk { return [] }
    return contents.filter { if case .success(nil) = $0.value { false } else { true } }.keys.map(\.text)
  }

  /// The source in the ConfigMap of a version, nil when the file is gone or is not one.
  func source(in file: String) throws(FileError) -> WorkflowSource? {
    try bytes(of: file).flatMap(VersionFile.source)
  }

  /// The same, as it is spread over ConfigMaps.
  func parts(in file: String) throws(FileError) -> [CodePart]? {
    try bytes(of: file).flatMap(VersionFile.parts)
  }

  /// The config overlay that a release has in force, read from its ConfigMap; empty when there is none.
  ///
  /// - Throws: `InvalidInput` when the file is not one.
  func overlay(of release: Release) throws -> (config: Mapping, dependencies: Mapping) {
    guard let name = release.overlay, let bytes = try bytes(of: ReleaseNames.overlayFile(name)) else {
      return (Mapping(), Mapping())
    }
    let data = try? Reader.read(bytes).valid()?.value["data"]
    func values(_ file: String) -> Mapping? {
      guard let text = data?[file]?.text,
        case .mapping(let values)? = try? Reader.read(Array(text.utf8)).valid()?.value
      else { return nil }
      return values
    }
    let hasDependencies = data?[OverlayFiles.dependencies] != nil
    guard let config = values(OverlayFiles.config),
      let dependencies = hasDependencies ? values(OverlayFiles.dependencies) : Mapping()
    else {
      let file = Path.join(path, ReleaseNames.overlayFile(name))
      throw InvalidInput(path: file, "is not the ConfigMap of a config overlay; \(restoring(file))")
    }
    return (config, dependencies)
  }

  /// The way out when a file is not what it has to be.
  func restoring(_ path: String) -> String {
    isOnDisk ? WorkflowInput.restore(path) : "the compared side is not a complete tree"
  }
}

extension Release {
  /// The state that a workflow's folder of a tree records; nil when there is no lock.
  ///
  /// - Throws: `FileError` when it cannot be read, `ReleaseProblem` when it is not a lock.
  package static func read(in folder: String) throws -> Release? {
    guard try isFolder(folder), let bytes = try Disk.readIfPresent(Path.join(folder, lockFile)) else {
      return nil
    }
    return try Release(lock: bytes, in: folder, try Journal.read(in: folder))
  }

  /// Whether a workflow has a folder.
  ///
  /// - Throws: for a link in its place: what is written below one would be written elsewhere.
  fileprivate static func isFolder(_ folder: String) throws(FileError) -> Bool {
    for place in [folder, Path.join(folder, ReleaseNames.versionsFolder)] {
      guard let kind = try Disk.kind(of: place) else { return place != folder }
      if kind != .folder { throw FileError("read", place, .notFolder(kind)) }
    }
    return true
  }

  /// - Parameter journal: of a run that was interrupted.
  fileprivate init(lock bytes: [UInt8], in folder: String, _ journal: Journal?) throws {
    let locked = try Release(lock: bytes, in: folder)
    self = try journal?.completingRemovals(of: locked, in: folder) ?? locked
  }

  /// - Parameter folder: for messages.
  fileprivate init(lock bytes: [UInt8], in folder: String) throws(ReleaseProblem) {
    do {
      self = try LockFile.decode(bytes, of: Path.lastComponent(folder))
    } catch {
      throw .damagedLock(path: Path.join(folder, Self.lockFile), error)
    }
  }
}
