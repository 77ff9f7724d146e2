import Synchronization

/// Lets runs in, up to a number of them, until the engine drains.
package final class RunGate: Sendable {
  enum Refusal: Error {
    case full
    case notReady
    case draining
  }

  private enum Phase {
    case loading
    case open
    case draining
  }

  private struct Shared {
    var phase = Phase.loading
    var next = 0
    /// What ends each run early.
    var runs: [Int: @Sendable () -> Void] = [:]
    var idle: CheckedContinuation<Void, Never>?
  }

  private let most: Int
  private let shared = Mutex(Shared())

  init(most: Int) { self.most = most }

  func open() { shared.withLock { if $0.phase == .loading { $0.phase = .open } } }

  var isReady: Bool { shared.withLock { $0.phase == .open } }

  func enter() throws(Refusal) -> Int {
    try shared.withLock { shared throws(Refusal) in
      switch shared.phase {
      case .loading: throw .notReady
      case .draining: throw .draining
      case .open: break
      }
      guard shared.runs.count < most else { throw .full }
      shared.next += 1
      shared.runs[shared.next] = {}
      return shared.next
    }
  }

  func onCancel(_ number: Int, _ cancel: @escaping @Sendable () -> Void) {
    shared.withLock { $0.runs[number] = cancel }
  }

  func leave(_ number: Int) {
    let idle = shared.withLock { shared in
      shared.runs[number] = nil
      guard shared.runs.isEmpty else { return nil as CheckedContinuation<Void, Never>? }
      defer { shared.idle = nil }
      return shared.idle
    }
    idle?.resume()
  }

  /// Lets no more runs in and gives those that are under way `grace` to finish; then they are cancelled, and
  /// their clients told so.
  ///
  /// - Returns: how many had to be cancelled.
  func drain(grace: Duration) async -> Int {
    shared.withLock { $0.phase = .draining }
    return await withTaskGroup(of: Int.self) { group in
      group.addTask {
        guard (try? await Task.sleep(for: grace)) != nil else { return 0 }
        let cancels = self.shared.withLock { Array($0.runs.values) }
        for cancel in cancels { cancel() }
        return cancels.count
      }
      await idle()
      group.cancelAll()
      return await group.next() ?? 0
    }
  }

  /// Waits until no run is under way.
  private func idle() async {
    await withCheckedContinuation { continuation in
      let isIdle = shared.withLock { shared in
        if !shared.runs.isEmpty { shared.idle = continuation }
        return shared.runs.isEmpty
      }
      if isIdle { continuation.resume() }
    }
  }
}
