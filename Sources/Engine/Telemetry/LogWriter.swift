import Glibc
import NIOPosix
import Synchronization

/// Writes lines on a thread of its own, so that a log that nobody reads blocks nothing.
///
/// What does not fit into its queue is dropped and counted, and the next line that is written says how much.
package final class LogWriter: Sendable {
  /// Of lines that wait to be written, in bytes.
  static let mostWaiting = 1 << 20
  private static let flushInterval = useconds_t(2000)

  private struct Shared {
    var waiting: [UInt8] = []
    var isWriting = false
    /// Since the last line that said so.
    var dropped = 0
    var droppedInAll = 0
  }

  private let output: @Sendable ([UInt8]) -> Void
  private let shared = Mutex(Shared())
  private let thread = NIOThreadPool(numberOfThreads: 1)
  private let notice: @Sendable (_ dropped: Int) -> [UInt8]

  /// - Parameters:
  ///   - output: writes lines, for however long that takes.
  ///   - notice: the line that says how many were dropped.
  package init(
    output: @Sendable @escaping ([UInt8]) -> Void, notice: @Sendable @escaping (_ dropped: Int) -> [UInt8]
  ) {
    self.output = output
    self.notice = notice
    thread.start()
  }

  /// How many lines were dropped.
  package var dropped: Int { shared.withLock(\.droppedInAll) }

  /// Whether something waits to be written.
  var isWriting: Bool { shared.withLock(\.isWriting) }

  package func write(_ line: [UInt8]) {
    let starts = shared.withLock { shared in
      guard shared.waiting.count + line.count <= Self.mostWaiting else {
        shared.dropped += 1
        shared.droppedInAll += 1
        return false
      }
      if shared.dropped > 0 {
        shared.waiting += notice(shared.dropped)
        shared.dropped = 0
      }
      shared.waiting += line
      defer { shared.isWriting = true }
      return !shared.isWriting
    }
    if starts { thread.submit { _ in self.drain() } }
  }

  private func drain() {
    while let bytes = next() { output(bytes) }
  }

  private func next() -> [UInt8]? {
    shared.withLock { shared in
      guard !shared.waiting.isEmpty else {
        shared.isWriting = false
        return nil
      }
      defer { shared.waiting = [] }
      return shared.waiting
    }
  }

  /// Waits until everything is written, but no longer than somebody who ends a program would.
  package func flush(within limit: Duration = .seconds(1)) {
    let end = ContinuousClock.now + limit
    while isWriting, ContinuousClock.now < end { usleep(Self.flushInterval) }
    let dropped = shared.withLock { shared in
      defer { shared.dropped = 0 }
      return shared.isWriting ? 0 : shared.dropped
    }
    if dropped > 0 { output(notice(dropped)) }
  }
}
