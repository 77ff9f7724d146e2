import Glibc

extension Disk {
  /// Writes all bytes to a descriptor that may be anything: a file, a terminal, or a pipe that does not block.
  ///
  /// - Returns: the `errno` of the failure, `EPIPE` when nobody reads any more; 0 when all is written.
  package static func write(all bytes: [UInt8], to descriptor: Int32) -> Int32 {
    withoutPipeSignal { writeAll(bytes, to: descriptor) }
  }

  /// The same for what is certainly no pipe.
  static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
    unsafe bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count {
        let wrote = unsafe Glibc.write(
          descriptor, buffer.baseAddress.map { unsafe $0 + done }, buffer.count - done)
        let code = wrote < 0 ? errno : 0
        switch (wrote, code) {
        case (1..., _): done += wrote
        // Nothing taken and no reason given: a device that is full.
        case (0, _): return ENOSPC
        case (_, EINTR): continue
        case (_, EAGAIN), (_, EWOULDBLOCK):
          var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          _ = unsafe poll(&ready, 1, -1)
        default: return code
        }
      }
      return 0
    }
  }

  /// Keeps SIGPIPE from this thread, so that a pipe without a reader is an error like any other.
  ///
  /// The disposition of the whole process stays as it is: programs that it starts would inherit another one.
  private static func withoutPipeSignal(_ body: () -> Int32) -> Int32 {
    var (pipe, before) = (sigset_t(), sigset_t())
    unsafe sigemptyset(&pipe)
    unsafe sigaddset(&pipe, SIGPIPE)
    guard unsafe pthread_sigmask(SIG_BLOCK, &pipe, &before) == 0 else { return body() }
    let failure = body()
    if failure == EPIPE {
      // The signal waits for this thread; taken here, it is gone before the mask is.
      var now = timespec()
      _ = unsafe sigtimedwait(&pipe, nil, &now)
    }
    _ = unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
    return failure
  }
}
