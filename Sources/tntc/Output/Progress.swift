import Synchronization
import Terminal

/// A line on stderr that counts, when a person is watching and the work is long.
final class Progress: Sendable {
  private static let worthwhile = 200
  private static let every = 50

  private let total: Int
  private let isShown: Bool
  private let state = Mutex((phase: "", count: 0))

  init(total: Int) {
    self.total = total
    isShown = total >= Self.worthwhile && Console.errorIsTerminal
  }

  func step(_ phase: String) {
    guard isShown else { return }
    state.withLock { state in
      state = (phase, phase == state.phase ? state.count + 1 : 1)
      if state.count % Self.every == 0 { Console.status("\r\(phase) \(state.count) of \(total)") }
    }
  }

  func clear() {
    if isShown { Console.status("\r\u{1B}[K") }
  }
}
