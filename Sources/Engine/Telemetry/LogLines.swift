/// Cuts what a node's process prints into lines.
///
/// A line that is too long is shown in part, with the number of bytes that are left out.
struct LogLines {
  static let longest = 16 << 10

  private var pending: [UInt8] = []
  private var leftOut = 0

  /// - Parameter extra: how much more than is shown has to be looked at, for secrets that a cut would split.
  mutating func add(_ bytes: some Collection<UInt8>, extra: Int, _ line: ([UInt8], _ leftOut: Int) -> Void) {
    var rest = bytes[...]
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      keep(rest[..<end], extra: extra)
      finish(line)
      rest = rest[rest.index(after: end)...]
    }
    keep(rest, extra: extra)
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

  private var left = Double(burst)
  private var last: ContinuousClock.Instant?

  /// Whether `count` bytes are within the budget.
  mutating func take(_ count: Int, now: ContinuousClock.Instant) -> Bool {
    if let last {
      let seconds = last.duration(to: now) / .seconds(1)
      left = min(Double(Self.burst), left + seconds * Double(Self.perSecond))
    }
    last = now
    left -= Double(count)
    return left >= 0
  }
}
