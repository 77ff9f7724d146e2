import Diagnostics
import Files
package import Releases
import Rendering
import YAML

extension RemovedWorkflows {
  package static func path(in tree: String) -> String { Path.join(tree, file) }

  /// What a tree records; nothing when it has no such file.
  ///
  /// - Throws: `ReleaseProblem` when it is damaged, `FileError` when it cannot be read.
  package static func read(in tree: String) throws -> RemovedWorkflows {
    guard let bytes = try Disk.readIfPresent(path(in: tree)) else { return RemovedWorkflows() }
    return try RemovedWorkflows(bytes, path: path(in: tree))
  }

  /// - Parameter path: for messages.
  package init(_ bytes: [UInt8], path: String) throws(ReleaseProblem) {
    do {
      try self.init(bytes)
    } catch {
      throw .damagedLock(path: path, error)
    }
  }

  /// Replaces the file as a whole. The caller holds the lock of the tree.
  package func write(in tree: String) throws {
    let path = Self.path(in: tree)
    let temporary = Path.join(tree, ".\(Self.file)\(TreeWriter.suffix)")
    let new: [UInt8]
    do throws(EmitError) {
      new = try bytes
    } catch {
      throw InvalidInput(path: path, error.message)
    }
    if try Disk.readIfPresent(path) == new {
      // What a run that was killed left behind.
      return try Disk.remove(temporary)
    }
    do {
      try Disk.write(new, to: temporary)
      try Disk.rename(temporary, to: path)
    } catch {
      try? Disk.remove(temporary)
      throw error
    }
  }
}
