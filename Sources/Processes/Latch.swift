import Dispatch
import Synchronization

/// The bridge to asynchronous code.
///
/// The commands of tntc are synchronous: an asynchronous root would cost every call 25 ms.
final class Latch<Output: Sendable>: Sendable {
  private let value = Mutex(
    Result<Output, Program.Failure>.failure(Program.Failure(.notStarted, "did not end")))
  private let isGiven = DispatchSemaphore(value: 0)

  func give(_ result: Result<Output, Program.Failure>) {
    value.withLock { $0 = result }
    isGiven.signal()
  }

  func wait() throws(Program.Failure) -> Output {
    isGiven.wait()
    return try value.withLock(\.self).get()
  }

  /// - Returns: nil when there is nothing after so long.
  func wait(atMost limit: Duration) throws(Program.Failure) -> Output? {
    let (seconds, attoseconds) = limit.components
    let time = DispatchTime.now() + .seconds(Int(seconds)) + .nanoseconds(Int(attoseconds / 1_000_000_000))
    guard isGiven.wait(timeout: time) == .success else { return nil }
    return try value.withLock(\.self).get()
  }
}
