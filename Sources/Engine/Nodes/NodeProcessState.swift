import NIOCore

/// One process of a node, as the machine knows it.
struct NodeProcessState<Answer: Sendable>: Sendable {
  enum Phase: Sendable, Equatable {
    case starting
    case ready
    case leaving
    case dying
  }

  /// Why a process is replaced.
  enum Doom: Sendable, Equatable {
    /// An attempt was over its time and did not stop.
    case overdue
    /// Attempts waited behind one that blocks the process.
    case stalled
    /// It computes, and has nothing to compute.
    case computing

    var failure: NodeFailure {
      switch self {
      case .overdue: NodeFailure("another attempt in the same process timed out and did not stop")
      case .stalled: NodeFailure("another attempt in the same process blocked it")
      case .computing: NodeFailure("the node kept computing after its last run had ended")
      }
    }
  }

  let id: Int
  let startsUntil: NIODeadline
  var phase = Phase.starting
  /// When it became ready.
  var ready: NIODeadline?
  /// Sent, and somebody waits for the answer; by number, in the order in which they were sent.
  var running: [UInt32: Attempt<Answer>] = [:]
  /// Sent, and answered without the process.
  var abandoned: [UInt32: Attempt<Answer>] = [:]
  var lastBegun: UInt32 = 0
  /// When it last began or answered something.
  var lastSign = NIODeadline.uptimeNanoseconds(0)
  /// It has kept attempts waiting for too long.
  var isStalled = false
  var doom: Doom?
  /// Why it was killed, if that was decided here.
  var verdict: NodeFailure?
  /// Its failure was counted.
  var isCounted = false
  /// Since the last look.
  var answers = 0
  var hasAnswered = false
  /// How many attempts were sent and answered so far: whether it was idle between two looks.
  var events = 0
  var watch = ProcessWatch()

  init(id: Int, startsUntil: NIODeadline) {
    self.id = id
    self.startsUntil = startsUntil
  }

  var hasAttempts: Bool { !running.isEmpty || !abandoned.isEmpty }
}

/// Numbers of attempts, which begin anew after 2³².
enum NodeNumber {
  static func precedes(_ one: UInt32, _ other: UInt32) -> Bool { Int32(bitPattern: one &- other) < 0 }
}
