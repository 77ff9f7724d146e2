import Files
import Releases
import Rendering
import WorkflowModel
import YAML

/// What an interrupted run was about to write: path and digest of each derived file, before and after.
///
/// It is beside the files from before the first rename until after the last one, so that the next
/// run can tell its own half-done work from an edit by hand.
struct Journal {
  static let file = ".tntc-journal"

  private let entries: Set<String>

  /// What is to be said in a journal. Digests are made when it is written, as most runs write none.
  struct Draft: Sendable {
    /// Derived files as they may be found on disk.
    let files: [RenderedFile]
    /// Versions that leave the tree.
    let removals: [String]

    var bytes: [UInt8] {
      let entries = Set(files.map(Journal.entry) + removals.map(Journal.removal))
      return Array(entries.sorted { $0.precedesByBytes($1) }.map { $0 + "\n" }.joined().utf8)
    }
  }

  static func read(in folder: String) throws(FileError) -> Journal? {
    guard let bytes = try Disk.readIfPresent(Path.join(folder, file)) else { return nil }
    return Journal(
      entries: Set(String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)))
  }

  func holds(_ file: RenderedFile) -> Bool { entries.contains(Self.entry(file)) }

  /// The release without the versions that the interrupted run had removed already: files go before the
  /// lock does.
  func completingRemovals(of release: Release, in folder: String) throws -> Release {
    var lost: Set<String> = []
    for file in release.writeOnceFiles where entries.contains(Self.removal(file.path)) {
      if try Disk.kind(of: Path.join(folder, file.path)) == nil { lost.insert(file.path) }
    }
    return lost.isEmpty ? release : try release.applying(.lost(files: lost))
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
