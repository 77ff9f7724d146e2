import Files
import Glibc
import Synchronization

/// Where a process marks which attempts it has begun: a named pipe, into which it writes the number of each one
/// before it begins it. The engine reads them when it needs to know: nothing wakes it, and what a process has
/// begun is known also of one that answers nothing, or is dead.
///
/// When the reading end is closed, the process cannot mark, and begins nothing more.
final class BeginMarks: Sendable {
  let path: String
  /// -1 once it is closed.
  private let descriptor: Mutex<Int32>

  /// - Throws: `FileError` when the pipe cannot be made.
  init(path: String) throws(FileError) {
    self.path = path
    guard unsafe mkfifo(path, 0o600) == 0 else { throw FileError("make", path, .system(errno)) }
    let descriptor = unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError("open", path, .system(errno)) }
    self.descriptor = Mutex(descriptor)
  }

  deinit { close() }

  /// Removes the file once the process has opened it; nothing else may open it.
  func hide() { try? Disk.remove(path) }

  /// The last attempt that was begun since this was asked last.
  func last() -> UInt32? { descriptor.withLock { Self.drain($0) } }

  func close() {
    descriptor.withLock { descriptor in
      if descriptor >= 0 { _ = Glibc.close(descriptor) }
      descriptor = -1
    }
  }

  private static func drain(_ descriptor: Int32) -> UInt32? {
    guard descriptor >= 0 else { return nil }
    var last: UInt32?
    var bytes = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = unsafe bytes.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
      // Writes of four bytes are whole (pipe(7)).
      guard count >= 4 else { return last }
      let start = (count / 4 - 1) * 4
      last = bytes[start..<(start + 4)].reversed().reduce(0) { $0 << 8 | UInt32($1) }
      if count < bytes.count { return last }
    }
  }
}
