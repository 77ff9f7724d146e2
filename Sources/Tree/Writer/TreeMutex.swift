package import Files
import Glibc

/// Keeps two runs on one tree apart, by an advisory lock on the tree's folder itself, so that no file is
/// left behind. It ends with the value, or with the process.
package final class TreeMutex: Sendable {
  private let descriptor: Int32

  /// Waits until no other run writes to the tree.
  ///
  /// - Returns: nil when there is no tree yet. Nothing is made: planning has no effects.
  package convenience init?(tree: String) throws(FileError) {
    guard Disk.isFolder(tree) else { return nil }
    try self.init(opening: tree)
  }

  /// The same for a run that is about to write: makes the tree's folder when there is none.
  package convenience init(making tree: String) throws(FileError) {
    try Disk.makeFolders(tree)
    try self.init(opening: tree)
  }

  private init(opening tree: String) throws(FileError) {
    descriptor = unsafe Glibc.open(tree, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError("open", tree, .system(errno)) }
    // A file system without locks (ENOLCK, EOPNOTSUPP) is no reason not to render.
    while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
  }

  deinit { close(descriptor) }
}
