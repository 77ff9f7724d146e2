import Synchronization

/// Lets runs in, up to a number of them, until the engine drains.
package final class RunGate: Sendable {
  enum Refusal: Error {
    case full
    /// A node has more to do than it can do in time.
    case overloaded(node: String)
    case notReady
    case draining
  }

  private enum Phase {
    case loading
    case open
    /// Open still, for those who do not know yet that the engine is about to drain.
    case leaving
    case draining
  }

  private struct Shared {
    var phase = Phase.loading
    var next = 0
    /// What ends each run early.
    var runs: [Int: @Sendable () -> Void] = [:]
    /// Those that wait for the end of the last run.
    var idle: [CheckedContinuation<Void, Never>] = []
  }

  private let most: Int
  private let overloaded: @Sendable () -> String?
  private let shared = Mutex(Shared())

  /// - Parameter overloaded: a node that has more to do than it can do in time, if there is one.
  init(most: Int, overloaded: @escaping @Sendable () -> String? = { nil }) {
    self.most = most
    self.overloaded = overloaded
  }

  func open() { shared.withLock { if $0.phase == .loading { $0.phase = .open } } }

  var isReady: Bool { shared.withLock { $0.phase == .open } }

  /// Whether clients should look for another engine.
  var isLeaving: Bool { shared.withLock { $0.phase == .leaving || $0.phase == .draining } }

  /// Says that it is about to drain, and goes on letting runs in.
  ///
  /// - Returns: whether it let any in.
  func leave() -> Bool {
    shared.withLock { shared in
      guard shared.phase == .open else { return false }
      shared.phase = .leaving
      return true
    }
  }

  /// Whether a new run would be accepted now; it reserves nothing.
  func check() throws(Refusal) {
    let overloaded = overloaded()
    try shared.withLock { shared throws(Refusal) in try check(shared, overloaded) }
  }

  private func check(_ shared: borrowing Shared, _ overloaded: String?) throws(Refusal) {
    switch shared.phase {
    case .loading: throw .notReady
    case .draining: throw .draining
    case .open, .leaving: break
    }
    guard shared.runs.count < most else { throw .full }
    if let overloaded { throw .overloaded(node: overloaded) }
  }

  func enter() throws(Refusal) -> Int {
    let overloaded = overloaded()
    return try shared.withLock { shared throws(Refusal) in
      try check(shared, overloaded)
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
      guard shared.runs.isEmpty else { return [] as [CheckedContinuation<Void, Never>] }
      defer { shared.idle = [] }
      return shared.idle
    }
    for one in idle { one.resume() }
  }

  /// Accepts no more runs and gives the current ones `grace` to finish; then they are cancelled, and
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
        if !shared.runs.isEmpty { shared.idle.append(continuation) }
        return shared.runs.isEmpty
      }
      if isIdle { continuation.resume() }
    }
  }
}
