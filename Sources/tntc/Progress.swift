/// A line on stderr that counts, when a person is watching and the work is long.
struct Progress {
  private static let worthwhile = 200
  private static let every = 50

  private let total: Int
  private let isShown: Bool
  private var count = 0
  private var phase = ""

  init(total: Int) {
    self.total = total
    isShown = total >= Self.worthwhile && Console.errorIsTerminal
  }

  mutating func step(_ phase: String) {
    guard isShown else { return }
    if phase != self.phase { count = 0 }
    self.phase = phase
    count += 1
    if count % Self.every == 0 || count == total { Console.error("\r\(phase) \(count) of \(total)") }
  }

  func clear() {
    if isShown { Console.error("\r\u{1B}[K") }
  }
}
