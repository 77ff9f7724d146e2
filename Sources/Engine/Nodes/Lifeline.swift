import Files
import Glibc

/// Ties a process to this one: the kernel kills it when this one is gone, however that came about.
///
/// The process has the reading end of a pipe as its standard input. When the writing end closes, which this
/// process alone has, the kernel signals whoever was named for the reading end (fcntl(2), F_SETSIG). The node's
/// own code has no part in it: it may be an endless loop, which would otherwise burn a core for ever.
struct Lifeline: ~Copyable {
  /// `F_SETSIG` of Linux (asm-generic/fcntl.h), which glibc declares for GNU sources only.
  private static let setSignal: Int32 = 10

  let reading: Int32
  private let writing: Int32

  /// - Throws: `FileError` when there are no file descriptors left.
  init() throws(FileError) {
    var ends: [Int32] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else { throw FileError("make", "a pipe", .system(errno)) }
    (reading, writing) = (ends[0], ends[1])
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
  }

  /// - Parameter process: has `reading`, or a copy of it, open.
  func tie(_ process: pid_t) {
    _ = fcntl(reading, F_SETOWN, process)
    _ = fcntl(reading, Self.setSignal, SIGKILL)
    _ = fcntl(reading, F_SETFL, fcntl(reading, F_GETFL) | O_ASYNC)
  }

  deinit {
    close(writing)
    close(reading)
  }
}
