import Diagnostics
import Files
import Releases
import Rendering
import Settings
import WorkflowModel
import YAML

/// A workflow's folder of the tree, as it is on disk.
struct WorkflowFolder {
  let path: String
  let release: Release?
  /// Digests of files that an interrupted run was writing; nil when none was interrupted.
  let journal: Journal?
  private var contents: [ByteKey: [UInt8]] = [:]
  /// Whether `contents` is all there is.
  private let isInMemory: Bool
  private var sources: [ByteKey: WorkflowSource] = [:]
  /// Files that are read as given, and are still to be written.
  private var given: Set<ByteKey> = []

  /// - Throws: `FileError` when the folder cannot be read, `InvalidInput` when its lock is no lock.
  init(_ path: String) throws {
    self.path = path
    isInMemory = false
    let lock = Path.join(path, Release.lockFile)
    journal = try Journal.read(in: path)
    guard let bytes = try Disk.readIfPresent(lock) else {
      release = nil
      return
    }
    contents[ByteKey(Release.lockFile)] = bytes
    do {
      let locked = try LockFile.decode(bytes)
      release = try journal?.completingRemovals(of: locked, in: path) ?? locked
    } catch let problem as LockProblem {
      throw InvalidInput(path: lock, problem.message(mendedBy: "tntc resolve \(Path.lastComponent(path))"))
    }
  }

  /// A folder whose lock cannot be read, and the state that is known to be that of its write-once files.
  init(_ path: String, release: Release) throws {
    self.path = path
    self.release = release
    isInMemory = false
    journal = try Journal.read(in: path)
  }

  /// A folder as a git revision or another disk has it.
  ///
  /// - Parameters:
  ///   - path: for messages.
  ///   - files: by their paths, relative to the folder.
  init(_ path: String, files: [String: [UInt8]]) throws(InvalidInput) {
    self.path = path
    isInMemory = true
    journal = nil
    for (file, bytes) in files { contents[ByteKey(file)] = bytes }
    guard let lock = contents[ByteKey(Release.lockFile)] else {
      release = nil
      return
    }
    do {
      release = try LockFile.decode(lock)
    } catch {
      throw InvalidInput(
        path: Path.join(path, Release.lockFile),
        error.message(mendedBy: "tntc resolve \(Path.lastComponent(path))"))
    }
  }

  /// The config overlay that a release has in force, read from its ConfigMap; empty when there is none.
  ///
  /// - Throws: `InvalidInput` when the file is no such thing.
  mutating func overlay(of release: Release) throws -> Mapping {
    guard let name = release.overlay, let bytes = try bytes(of: ReleaseNames.overlayFile(name)) else {
      return Mapping()
    }
    guard let text = try? Reader.read(bytes).valid()?.value["data"]?[ConfigOverlay.fileName]?.text,
      case .mapping(let values)? = try? Reader.read(Array(text.utf8)).valid()?.value
    else {
      let file = Path.join(path, ReleaseNames.overlayFile(name))
      throw InvalidInput(path: file, "is not the ConfigMap of a config overlay; \(restoring(file))")
    }
    return values
  }

  /// The way out when a file is not what it has to be.
  func restoring(_ path: String) -> String {
    isInMemory ? "what was compared is no whole tree" : WorkflowInput.restore(path)
  }

  /// Whether a run was killed between its first and its last step in this folder.
  var wasInterrupted: Bool {
    journal != nil || Disk.exists(TreeWriter.temporaryPath(path, Journal.file))
  }

  /// The source in the ConfigMap of a version, nil when the file is gone or is no such thing; read once.
  mutating func source(in file: String) throws(FileError) -> WorkflowSource? {
    if let known = sources[ByteKey(file)] { return known }
    let source = try bytes(of: file).flatMap(VersionFile.source)
    sources[ByteKey(file)] = source
    return source
  }

  /// The paths of all files of a folder as a git revision or another disk has it.
  var files: [String] { isInMemory ? contents.keys.map(\.text) : [] }

  /// Takes the content of a file that is not on disk, or not as it has to be.
  mutating func give(_ file: RenderedFile) {
    contents[ByteKey(file.path)] = file.bytes
    given.insert(ByteKey(file.path))
  }

  func wasGiven(_ file: String) -> Bool { given.contains(ByteKey(file)) }

  /// The bytes of a file that was read already.
  func known(_ file: String) -> [UInt8]? { contents[ByteKey(file)] }

  /// The bytes of a file, nil when it is not there; read once.
  mutating func bytes(of file: String) throws(FileError) -> [UInt8]? {
    if let known = contents[ByteKey(file)] { return known }
    if isInMemory { return nil }
    let bytes = try Disk.readIfPresent(Path.join(path, file))
    contents[ByteKey(file)] = bytes
    return bytes
  }
}

extension LockProblem {
  /// - Parameter command: resolves a merge of such locks.
  package func message(mendedBy command: String) -> String {
    let wayOut = "in a merge `\(command)` mends it, else restore it with `git checkout`"
    return switch self {
    case .digestMissing: "is not a lock: its first line is not a digest; \(wayOut)"
    case .digestDiffers: "was edited or merged by hand: its digest does not match; \(wayOut)"
    case .lineEndings:
      EditedFile.lineEndings
    case .unreadable(let line, let problem): "line \(line): \(problem); \(wayOut)"
    case .newerFormat(let format): "has format \(format), which a newer tntc wrote; use that one"
    }
  }
}

/// What an interrupted run was about to write: path and digest of each derived file, before and after.
///
/// It stands beside the files from before the first rename until after the last one, so that the next
/// run can tell its own half-done work from an edit by hand.
struct Journal {
  static let file = ".tntc-journal"

  private let entries: Set<String>

  /// - Parameters:
  ///   - files: derived files as they may be found on disk.
  ///   - removals: versions that leave the tree.
  init(_ files: [RenderedFile], removals: [String]) {
    entries = Set(files.map(Self.entry) + removals.map(Self.removal))
  }

  private init(entries: Set<String>) { self.entries = entries }

  static func read(in folder: String) throws(FileError) -> Journal? {
    guard let bytes = try Disk.readIfPresent(Path.join(folder, file)) else { return nil }
    return Journal(
      entries: Set(String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)))
  }

  var bytes: [UInt8] {
    Array(entries.sorted { $0.precedesByBytes($1) }.map { $0 + "\n" }.joined().utf8)
  }

  func holds(_ file: RenderedFile) -> Bool { entries.contains(Self.entry(file)) }

  /// The release without the versions that the interrupted run had removed already: files go before the
  /// lock does.
  func completingRemovals(of release: Release, in folder: String) throws(FileError) -> Release {
    var release = release
    for file in release.writeOnceFiles {
      guard entries.contains(Self.removal(file.path)), try Disk.kind(of: Path.join(folder, file.path)) == nil
      else { continue }
      release.drop(release.versions.map(\.version).filter { ReleaseNames.versionFile($0) == file.path })
      release.overlays.removeAll { ReleaseNames.overlayFile($0.name) == file.path }
    }
    return release
  }

  private static let removalPrefix = "removed "

  /// Versions that the run was removing.
  var removals: [String] {
    entries.filter { $0.hasPrefix(Self.removalPrefix) }.map { String($0.dropFirst(Self.removalPrefix.count)) }
  }

  private static func removal(_ path: String) -> String { removalPrefix + path }

  private static func entry(_ file: RenderedFile) -> String {
    "\(DigestText.of(file.bytes)) \(file.path)"
  }
}
