import NIOCore

/// The life of one node: which processes it has, which attempts they have, and what is to be done next.
///
/// Pure: events go in, actions come out, and the time is a parameter. `NodeHost` performs the actions.
///
/// A process is in one of these states; a process that is no longer listed is gone:
///
///     starting ──loaded──▶ ready ──a successor is loaded──▶ leaving ──nobody waits──▶ dying ──exited──▶ ∅
///        └──refused, broken, too slow, exited──┴──broken, disconnected, exited──┴──────▲
///
/// - starting: ordered; not loaded. At most one.
/// - ready: gets attempts. At most one. It is *doomed* once something in it did not stop in time, when it keeps
///   attempts waiting, or when it goes on computing without any: its successor is started while it serves on.
/// - leaving: gets nothing new. What it had not begun is taken back and goes to the successor; what it had begun
///   may end by itself.
/// - dying: killed, or dead. Its exit decides what becomes of its attempts: those begun fail, the others move.
///
/// An attempt is *waiting*, *running* in a process (sent; its time counts from the moment at which the process
/// began it), or *abandoned* there (answered without the process: cancelled, or over its time).
///
/// | event | what follows |
/// |---|---|
/// | start | the first process is started |
/// | connected | a process that starts is configured |
/// | loaded | it becomes ready, and its predecessor leaves |
/// | refused | it is killed; a failed start |
/// | invoke | sent while the ready process has room, else it waits |
/// | begun | the time of attempts begins to count |
/// | answered | the attempt ends; an answer to no attempt breaks the process |
/// | cancelled | answered so; the process is told to end it |
/// | looked | memory, load and idle work are judged |
/// | revoked | what had not begun moves to the successor |
/// | broken | killed at once: what it does is no answer, or more than it may hold |
/// | outgrown | the same, for memory; its successor gets fewer attempts at a time |
/// | disconnected | it gets nothing more |
/// | exited | attempts that had begun fail, the others move; a crash may bring a pause |
/// | time | deadlines, stalls and starts that take too long |
/// | memory | whether there is room for a successor beside a process |
/// | stop | everything ends |
///
/// Only what a process does by itself is a crash, and one that follows another before anything was answered brings a
/// growing pause. What was decided here brings none.
struct NodeMachine<Answer: Sendable>: Sendable {
  enum Event: Sendable {
    case start
    case connected(Int)
    case loaded(Int)
    case refused(Int, NodeFailure)
    case invoke(Attempt<Answer>)
    /// All attempts up to this number were begun.
    case begun(Int, upTo: UInt32)
    case answered(Int, number: UInt32, token: UInt32, Outcome)
    case cancelled(UInt64)
    case looked(Int, ProcessLook)
    /// The process begins nothing more; the last that it began.
    case revoked(Int, upTo: UInt32?)
    case broken(Int, NodeFailure)
    case outgrown(Int, NodeFailure)
    case disconnected(Int)
    case exited(Int, NodeFailure)
    /// - late: how much later than it should have been, as the engine itself was kept from running.
    case time(late: TimeAmount = .zero)
    case memory(isShort: Bool)
    case stop
  }

  enum Action: Sendable {
    case spawn(Int, after: TimeAmount)
    case configure(Int)
    case invoke(Int, number: UInt32, token: UInt32, Invocation)
    case abort(Int, number: UInt32, token: UInt32, reason: String)
    /// The process must begin nothing more; `revoked` says what it had begun.
    case revoke(Int)
    case kill(Int)
    case answer(Answer, Outcome)
    case becameReady(Int)
    /// `isFirst`: no process was ever ready.
    case startFailed(NodeFailure, isFirst: Bool)
    /// A process is replaced, and why.
    case replaced(NodeFailure)
  }

  struct Limits: Sendable {
    /// Of one node, at the same time: the one that serves, and those that were relieved.
    var mostProcesses = 3
    /// How long an attempt may take to end after it was told to.
    var grace = TimeAmount.milliseconds(100)
    var start = TimeAmount.seconds(30)
    /// A process that crashes sooner is started again after a pause.
    var shortLife = TimeAmount.seconds(10)
    /// How long a process that was relieved may compute beside an attempt that does not stop.
    var hogging = TimeAmount.seconds(2)
    /// In one process, at the same time.
    var mostAttempts: Int
    /// How much a process may hold, in bytes, and as people read it.
    var memory: Int
    var memoryText: String
  }

  let limits: Limits
  var processes: [NodeProcessState<Answer>] = []
  var waiting: [Attempt<Answer>] = []
  var isStopped = false
  /// Starts that failed and crashes soon after a start, one after the other.
  var failures = 0
  var load: NodeLoad
  var actions: [Action] = []

  var wasEverReady = false
  var notBefore = NIODeadline.uptimeNanoseconds(0)
  var nextProcess = 1
  var nextNumber: UInt32 = 0
  var cancelledEarly: Set<UInt64> = []
  var isMemoryShort = false
  /// All that the engine was too late.
  private var missed = TimeAmount.zero
  private static var punctual: TimeAmount { .milliseconds(100) }
  /// When anything moved last.
  var lastProgress = NIODeadline.uptimeNanoseconds(0)
  /// Doubled when a process that kept others waiting turned out to be at honest work.
  var patience = 1

  init(limits: Limits) {
    self.limits = limits
    load = NodeLoad(most: limits.mostAttempts)
  }

  mutating func handle(_ event: Event, now: NIODeadline) -> [Action] {
    actions = []
    // What the engine missed is no time that nodes had: an abort may not even have been sent.
    if case .time(let late) = event, late > Self.punctual { missed = missed + late }
    let now = now - missed
    switch event {
    case .start: break
    case .connected(let id): connected(id)
    case .loaded(let id): loaded(id, now)
    case .refused(let id, let failure): refused(id, failure, now)
    case .invoke(let attempt): invoke(attempt, now)
    case .begun(let id, let number): begun(id, number, now)
    case .answered(let id, let number, let token, let outcome): answered(id, number, token, outcome, now)
    case .cancelled(let id): cancel(id, now)
    case .looked(let id, let look): looked(id, look, now)
    case .revoked(let id, let number): revoked(id, number, now)
    case .broken(let id, let failure): broken(id, failure, now)
    case .outgrown(let id, let failure): outgrown(id, failure, now)
    case .disconnected(let id): disconnected(id, now)
    case .exited(let id, let failure): exited(id, failure, now)
    case .time(_): time(now)
    case .memory(let isShort): isMemoryShort = isShort
    case .stop: stop(now)
    }
    if !isStopped { settle(now) }
    defer { actions = [] }
    return actions
  }

  /// Whether anything has a deadline.
  var isBusy: Bool {
    !waiting.isEmpty
      || processes.contains { $0.phase != .ready || $0.doom != nil || $0.hasAttempts }
  }

  /// Whether runs can be expected to get through: a process is ready, or takes the place of one that was. It is
  /// not when one after the other fails.
  var isUp: Bool {
    processes.contains { $0.phase == .ready } || wasEverReady && failures <= 1 && !isStopped
  }

  /// Whether those that wait already fill the time of one attempt.
  var isOverloaded: Bool {
    guard let first = waiting.first else { return false }
    return load.time(for: waiting.count) > first.timeout
  }
}
