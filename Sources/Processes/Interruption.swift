import Dispatch
import Glibc
import Synchronization

/// A signal that asks this process to end, kept back while there is something to put away.
package final class Interruption: Sendable {
  private struct State {
    var signal: Int32?
    var observer: (@Sendable () -> Void)?
  }

  private let state = Mutex(State())

  /// Runs `body`. When Ctrl-C, SIGTERM or a terminal that closes came meanwhile, the process dies of it
  /// afterwards, as it would have at once.
  package static func postponed<Output>(_ body: (Interruption) throws -> Output) rethrows -> Output {
    let interruption = Interruption()
    let sources = [SIGHUP, SIGINT, SIGTERM].filter { !isIgnored($0) }.map { number in
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { interruption.note(number) }
      source.activate()
      return source
    }
    defer {
      for source in sources { source.cancel() }
      interruption.obey()
    }
    return try body(interruption)
  }

  /// Calls `observer`, in place of the one before, when the signal comes, or at once when it has come.
  func observe(_ observer: @escaping @Sendable () -> Void) {
    let isLate = state.withLock { state in
      state.observer = observer
      return state.signal != nil
    }
    if isLate { observer() }
  }

  private func note(_ signal: Int32) {
    let observer = state.withLock { state in
      state.signal = signal
      return state.observer
    }
    observer?()
  }

  private func obey() {
    guard let number = state.withLock(\.signal) else { return }
    signal(number, SIG_DFL)
    var set = sigset_t()
    unsafe sigemptyset(&set)
    unsafe sigaddset(&set, number)
    unsafe pthread_sigmask(SIG_UNBLOCK, &set, nil)
    raise(number)
  }

  /// As `nohup` and a shell's `&` have it.
  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    guard unsafe sigaction(number, nil, &action) == 0 else { return false }
    return unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
      == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
