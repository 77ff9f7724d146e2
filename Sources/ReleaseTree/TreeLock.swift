package import Files
import Glibc

/// Keeps two writing runs on one tree apart, by an advisory lock on the tree's folder itself, so that
/// no file is left behind. It ends with the value, or with the process.
package final class TreeLock: Sendable {
  private let descriptor: Int32

  /// Waits until no other run writes to the tree. Makes the tree's folder when there is none.
  package init(tree: String) throws(FileError) {
    descriptor = try Self.open(tree)
    // A file system without locks (ENOLCK, EOPNOTSUPP) is no reason not to render.
    while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
  }

  private static func open(_ tree: String) throws(FileError) -> Int32 {
    try Disk.makeFolders(tree)
    let descriptor = unsafe Glibc.open(tree, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError("open", tree, .system(errno)) }
    return descriptor
  }

  deinit { close(descriptor) }
}
