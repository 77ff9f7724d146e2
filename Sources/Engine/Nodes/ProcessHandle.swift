import Glibc
import NIOCore
import Synchronization

/// One process of a node as its host reaches it, from the order to start it until it is gone.
final class ProcessHandle: Sendable {
  let id: Int
  let pause: TimeAmount
  private let shared = Mutex(Shared())
  private let endings = OneTimeSignal()

  private struct Shared {
    var control: Control?
    var isKilled = false
    var processorTime = 0.0
    var listener: (channel: any Channel, remove: @Sendable () -> Void)?
  }

  /// What there is once the process runs.
  struct Control: Sendable {
    let identifier: Int32
    let marks: BeginMarks
    /// Sends a signal, as long as the identifier is that of the process.
    let signal: @Sendable (Int32) -> Void
  }

  init(id: Int, pause: TimeAmount) {
    self.id = id
    self.pause = pause
  }

  /// - Parameter control: nil once the process is gone.
  func attach(_ control: Control?) {
    shared.withLock { shared in
      shared.control = control
      if shared.isKilled { control?.signal(SIGKILL) }
    }
  }

  var isKilled: Bool { shared.withLock(\.isKilled) }

  func kill() {
    shared.withLock { shared in
      shared.isKilled = true
      shared.control?.signal(SIGKILL)
    }
    endings.give()
  }

  /// The connection or one of the outputs has ended.
  func ended() { endings.give() }

  func waitForEnd() async { await endings.wait() }

  /// The last attempt that the process has begun, if it began any since this was asked last.
  var begun: UInt32? { shared.withLock { $0.control?.marks.last() } }

  func look(isBusy: Bool) -> ProcessLook {
    guard let identifier = shared.withLock({ $0.control?.identifier }) else { return ProcessLook() }
    let look = ProcessUse(identifier: identifier).look(isBusy: isBusy)
    if let time = look.processorTime { shared.withLock { $0.processorTime = time } }
    return look
  }

  /// So far, in seconds; of a process that is gone, what was last seen.
  var processorTime: Double {
    shared.withLock { shared in
      let now = shared.control.flatMap { ProcessUse(identifier: $0.identifier).processorTime }
      shared.processorTime = max(shared.processorTime, now ?? 0)
      return shared.processorTime
    }
  }

  /// Lets the process begin nothing more. It is stopped for this moment, so that what it has begun is certain.
  ///
  /// - Returns: false when it could not be stopped; it goes on as before.
  func revoke() -> (isDone: Bool, begun: UInt32?) {
    shared.withLock { shared in
      guard let control = shared.control, !shared.isKilled else { return (false, nil) }
      control.signal(SIGSTOP)
      defer { control.signal(SIGCONT) }
      for _ in 0..<Self.mostLooks {
        if ProcessUse(identifier: control.identifier).isStopped {
          let begun = control.marks.last()
          control.marks.close()
          return (true, begun)
        }
        usleep(Self.lookInterval)
      }
      return (false, nil)
    }
  }

  private static let mostLooks = 100
  /// In microseconds.
  private static let lookInterval: UInt32 = 100

  func listens(on channel: any Channel, remove: @escaping @Sendable () -> Void) {
    shared.withLock { $0.listener = (channel, remove) }
  }

  /// Takes the one connection; false for any other.
  func takeConnection() -> Bool {
    let listener = shared.withLock { shared in
      defer { shared.listener = nil }
      return shared.listener
    }
    guard let listener else { return false }
    listener.channel.close(promise: nil)
    listener.remove()
    return true
  }
}
