import Diagnostics
import Files
import Terminal
import WorkflowModel

/// A folder that a version is written out to.
struct NewFolder {
  let path: String

  /// - Parameter option: the one that names it, for people.
  init(_ path: String, option: String) throws {
    if try Disk.kind(of: path) != nil {
      throw InvalidInput(path: path, "exists already; `\(option)` makes a new folder")
    }
    self.path = Path.withoutSlashes(path)
  }

  /// Writes all files, byte for byte, or none, and tells them.
  func write(_ source: WorkflowSource) throws {
    try Disk.writeNewFolder(path, source.files.map { ($0.path, $0.bytes) })
    Console.output(source.files.map { "+ \(Path.join(path, $0.path))\n" }.joined())
  }
}
