/// Cuts what a node's process prints into lines.
///
/// A line that is too long is shown in part, with the number of bytes that are left out.
struct LogLines {
  static let longest = 16 << 10

  private var pending: [UInt8] = []
  private var leftOut = 0
  /// The rest of a line whose beginning was dropped is not a line.
  private var isCut = false

  /// - Parameter extra: how much more than is shown has to be looked at, for secrets that a cut would split.
  mutating func add(_ bytes: some Collection<UInt8>, extra: Int, _ line: ([UInt8], _ leftOut: Int) -> Void) {
    var rest = bytes[...]
    if isCut {
      guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { return }
      isCut = false
      rest = rest[rest.index(after: end)...]
    }
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      keep(rest[..<end], extra: extra)
      finish(line)
      rest = rest[rest.index(after: end)...]
    }
    keep(rest, extra: extra)
  }

  /// Skips bytes that must not be shown, with the line that they are in.
  mutating func drop(_ bytes: [UInt8]) {
    guard let last = bytes.last else { return }
    pending = []
    leftOut = 0
    isCut = last != UInt8(ascii: "\n")
  }

  /// A last line without a line break.
  mutating func end(_ line: ([UInt8], _ leftOut: Int) -> Void) {
    if !pending.isEmpty { finish(line) }
  }

  private mutating func keep(_ bytes: some Collection<UInt8>, extra: Int) {
    let room = max(0, Self.longest + extra - pending.count)
    let taken = min(room, bytes.count)
    pending += bytes.prefix(taken)
    leftOut += bytes.count - taken
  }

  private mutating func finish(_ line: ([UInt8], _ leftOut: Int) -> Void) {
    if pending.last == UInt8(ascii: "\r") { pending.removeLast() }
    line(pending, leftOut)
    pending = []
    leftOut = 0
  }
}

/// How much a node may print: a burst, and then a steady rate. A pod's log is rotated away at a few MB, so one
/// node that prints more drowns all others.
struct LogBudget {
  static let burst = 512 << 10
  static let perSecond = 64 << 10

  private let burst: Double
  private let perSecond: Double
  private var left: Double
  private var last: ContinuousClock.Instant?

  init(burst: Int = burst, perSecond: Int = perSecond) {
    self.burst = Double(burst)
    self.perSecond = Double(perSecond)
    left = self.burst
  }

  /// Whether `count` bytes are within the budget; what is not takes nothing of it.
  mutating func take(_ count: Int, now: ContinuousClock.Instant) -> Bool {
    if let last { left = min(burst, left + last.duration(to: now) / .seconds(1) * perSecond) }
    last = now
    guard left >= Double(count) else { return false }
    left -= Double(count)
    return true
  }
}
