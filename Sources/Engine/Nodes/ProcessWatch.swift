import NIOCore

/// What the kernel said about a process at one moment.
struct ProcessLook: Sendable {
  /// In bytes; without what it shares with files.
  var ownMemory: Int?
  /// Of all its threads so far, in seconds; looked at when it is idle.
  var processorTime: Double?
  /// How long its first thread, which runs the node, computed so far or was ready to, in nanoseconds.
  var busy: Int?
}

/// What looks at one process say together.
struct ProcessWatch: Sendable {
  /// Seconds of processor time in a second in which there is nothing to do.
  private static let busyShare = 0.1
  /// So many such seconds in a row; what a run leaves to be cleared up takes less.
  private static let mostBusyLooks = 3
  private static let idleInterval = TimeAmount.milliseconds(900)
  private static let hoggingShare = 0.5
  /// Part of the limit by which memory grows between two looks.
  private static let fastGrowth = 20

  /// It takes so much memory in so little time that it is about to be ended: nothing more is given to it.
  private(set) var isGrowing = false

  private var held: Int?
  private var busy: Int?
  private var looked: NIODeadline?
  private var taken: Int?
  private var hogging: NIODeadline?
  private var idle: (time: Double, at: NIODeadline, events: Int)?
  private var busyLooks = 0

  /// - Parameters:
  ///   - bytes: what it holds.
  ///   - limit: what it may hold.
  mutating func holds(_ bytes: Int, of limit: Int) {
    defer { held = bytes }
    guard let held else { return }
    isGrowing = bytes > limit / 2 && bytes - held > limit / Self.fastGrowth
  }

  /// How much of the time since the last look the node's thread was busy; nil at the first.
  mutating func share(_ busy: Int, _ now: NIODeadline) -> Double? {
    defer { (self.busy, looked) = (busy, now) }
    guard let last = self.busy, let looked, now > looked else { return nil }
    return Double(busy - last) / Double((now - looked).nanoseconds)
  }

  /// Nanoseconds since this was asked last.
  mutating func took(_ busy: Int) -> Int {
    defer { taken = busy }
    return max(0, busy - (taken ?? busy))
  }

  /// Whether a process that was relieved has been busy for `time`.
  mutating func hogs(_ share: Double?, for time: TimeAmount, isRelieved: Bool, _ now: NIODeadline) -> Bool {
    guard isRelieved, let share, share >= Self.hoggingShare else {
      hogging = nil
      return false
    }
    let since = hogging ?? now
    hogging = since
    return now >= since + time
  }

  /// Whether an idle process has been busy for several seconds. What it does while an attempt is under way, or
  /// came between two looks, says nothing.
  mutating func goesOn(_ time: Double?, isIdle: Bool, events: Int, _ now: NIODeadline) -> Bool {
    guard isIdle else {
      (idle, busyLooks) = (nil, 0)
      return false
    }
    guard let time else { return false }
    guard let last = idle, last.events == events else {
      (idle, busyLooks) = ((time, now, events), 0)
      return false
    }
    guard now >= last.at + Self.idleInterval else { return false }
    let seconds = Double((now - last.at).nanoseconds) / 1e9
    busyLooks = time - last.time > Self.busyShare * seconds ? busyLooks + 1 : 0
    idle = (time, now, events)
    return busyLooks >= Self.mostBusyLooks
  }
}

/// How many attempts a node's process can be given at once: as many as it can be expected to serve within a part
/// of their time, and as it had room for in its memory. A process that waits for others takes many, one that computes
/// takes few, and one that outgrew its limit half of what it had then, and slowly more.
struct NodeLoad: Sendable {
  private static let first = 8
  private static let least = 2
  /// Of an attempt's time.
  private static let part: Int64 = 4
  private static let weight = 0.3
  /// Of what attempts cost so far, at most so much is taken for the cost of one.
  private static let outlier = 4.0
  /// In nanoseconds.
  private static let leastCost = 1e6
  private static let idleShare = 0.5

  /// Answers for each attempt that a process may have, before it may have one more.
  private static let proof = 8
  private static let longestProof = 1024

  private let most: Int
  /// Of that, as many as a process had room for in its memory.
  private var fitting: Int
  private var proof = Self.proof
  private var proven = 0
  /// Of an attempt, in nanoseconds.
  private(set) var cost: Double?
  /// Until the cost is known.
  private var grown: Int
  private var busy = 0

  init(most: Int) {
    self.most = max(1, most)
    fitting = self.most
    grown = min(Self.first, self.most)
  }

  /// A process held too much memory.
  ///
  /// - Parameter attempts: how many it had.
  mutating func outgrew(with attempts: Int) {
    fitting = max(1, min(fitting, attempts) / 2)
    (proven, proof) = (0, min(proof * 2, Self.longestProof))
  }

  /// - Parameters:
  ///   - busy: nanoseconds of work since the last look.
  ///   - answers: attempts that were answered since then.
  mutating func look(busy: Int, answers: Int, share: Double?) {
    self.busy += busy
    prove(answers)
    if answers > 0 {
      // One that hangs says little of what the others take.
      let most = cost.map { max($0, Self.leastCost) * Self.outlier } ?? .infinity
      let sample = min(Double(self.busy) / Double(answers), most)
      self.busy = 0
      cost = cost.map { $0 + (sample - $0) * Self.weight } ?? sample
    } else if let share, share < Self.idleShare {
      grown = min(most, grown * 2)
    }
  }

  private mutating func prove(_ answers: Int) {
    guard fitting < most else { return }
    proven += answers
    guard proven >= fitting * proof else { return }
    (fitting, proven) = (fitting + 1, 0)
  }

  func room(_ timeout: TimeAmount) -> Int { min(fitting, timely(timeout)) }

  private func timely(_ timeout: TimeAmount) -> Int {
    guard let cost else { return grown }
    let number = Double(timeout.nanoseconds / Self.part) / max(cost, 1)
    return number >= Double(most) ? most : min(most, max(Self.least, Int(number)))
  }

  /// How long it takes to serve so many.
  func time(for attempts: Int) -> TimeAmount {
    .nanoseconds(Int64(min(Double(attempts) * (cost ?? 0), 1e15)))
  }
}
