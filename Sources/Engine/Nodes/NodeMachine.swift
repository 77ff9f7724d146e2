import NIOCore
import WorkflowModel

/// The life of one node: which processes it has, which attempts they have, and what is to be done next.
///
/// Pure: events go in, actions come out, and the time is a parameter. `NodeHost` performs the actions.
///
/// A process is in one of these states; who is not listed any more is gone:
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
    case send(Int, Frame.Kind, number: UInt32, token: UInt32, ByteBuffer)
    /// Nothing more is to be begun by the process; `revoked` tells what was.
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

  private var wasEverReady = false
  private var notBefore = NIODeadline.uptimeNanoseconds(0)
  private var nextProcess = 1
  private var nextNumber: UInt32 = 0
  private var cancelledEarly: Set<UInt64> = []
  private var isMemoryShort = false
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

// MARK: Processes

extension NodeMachine {
  private func index(_ id: Int) -> Int? { processes.firstIndex { $0.id == id } }

  private var serving: Int? { processes.firstIndex { $0.phase == .ready } }

  private mutating func connected(_ id: Int) {
    guard let process = index(id), processes[process].phase == .starting else { return }
    actions.append(.configure(id))
  }

  private mutating func loaded(_ id: Int, _ now: NIODeadline) {
    // A node may claim it as often as it likes.
    guard let process = index(id), processes[process].phase == .starting else { return }
    for old in processes.indices where processes[old].phase == .ready { leave(old, now) }
    processes[process].phase = .ready
    processes[process].ready = now
    processes[process].lastSign = now
    lastProgress = now
    wasEverReady = true
    actions.append(.becameReady(id))
  }

  private mutating func refused(_ id: Int, _ failure: NodeFailure, _ now: NIODeadline) {
    guard let process = index(id), processes[process].phase == .starting else { return }
    kill(process, failure, now)
  }

  mutating func broken(_ id: Int, _ failure: NodeFailure, _ now: NIODeadline) {
    guard let process = index(id), processes[process].phase != .dying else { return }
    if processes[process].ready != nil { actions.append(.replaced(failure)) }
    kill(process, failure, now)
  }

  private mutating func disconnected(_ id: Int, _ now: NIODeadline) {
    guard let process = index(id) else { return }
    switch processes[process].phase {
    case .starting, .dying: break
    case .ready, .leaving:
      count(failureOf: process, now)
      processes[process].phase = .dying
    }
  }

  private mutating func exited(_ id: Int, _ failure: NodeFailure, _ now: NIODeadline) {
    guard let index = index(id) else { return }
    let isOwn = processes[index].verdict == nil
    if isOwn || processes[index].ready == nil { count(failureOf: index, now) }
    let process = processes.remove(at: index)
    let cause = process.verdict ?? failure
    if isStopped { return }
    if process.ready == nil {
      actions.append(.startFailed(cause, isFirst: !wasEverReady))
      if serving == nil {
        failWaiting(NodeFailure("the node's process cannot be started: \(cause.text)"))
      }
    } else if isOwn {
      actions.append(.replaced(cause))
    }
    part(process, cause)
  }

  /// What had begun fails, and what had not moves.
  private mutating func part(_ process: NodeProcessState<Answer>, _ cause: NodeFailure) {
    var moved: [Attempt<Answer>] = []
    for (_, attempt) in process.running.sorted(by: { NodeNumber.precedes($0.key, $1.key) }) {
      if attempt.hasBegun {
        actions.append(.answer(attempt.answer, .failed(attempt.aborted == nil ? cause : attempt.timedOut)))
      } else {
        moved.append(attempt)
      }
    }
    requeue(moved)
  }

  private mutating func requeue(_ attempts: [Attempt<Answer>]) {
    guard !attempts.isEmpty else { return }
    let moved = attempts.map { attempt in
      var attempt = attempt
      attempt.moves += 1
      return attempt
    }
    waiting.insert(contentsOf: moved, at: 0)
  }

  /// A process did not come up, or ended by itself.
  private mutating func count(failureOf process: Int, _ now: NIODeadline) {
    guard !processes[process].isCounted else { return }
    processes[process].isCounted = true
    if let ready = processes[process].ready {
      let isSound = processes[process].hasAnswered || now - ready > limits.shortLife
      failures = isSound ? 0 : failures + 1
      // The first in place of one that lived is there at once.
      pause(before: failures - 1, now)
    } else {
      failures += 1
      pause(before: failures, now)
    }
  }

  private mutating func pause(before retry: Int, _ now: NIODeadline) {
    guard retry > 0 else { return }
    notBefore = now + .milliseconds(Int64(EngineContract.backoffMilliseconds(beforeRetry: retry)))
  }

  private mutating func leave(_ process: Int, _ now: NIODeadline) {
    processes[process].phase = .leaving
    if processes[process].running.values.contains(where: { !$0.hasBegun }) {
      actions.append(.revoke(processes[process].id))
    }
  }

  private mutating func revoked(_ id: Int, _ number: UInt32?, _ now: NIODeadline) {
    guard let process = index(id), processes[process].phase == .leaving else { return }
    if let number { begin(process, number, now) }
    let moved = processes[process].running.filter { !$0.value.hasBegun }
      .sorted { NodeNumber.precedes($0.key, $1.key) }
    for (number, _) in moved { processes[process].running[number] = nil }
    processes[process].abandoned = processes[process].abandoned.filter { $0.value.hasBegun }
    requeue(moved.map(\.value))
  }

  mutating func kill(_ process: Int, _ verdict: NodeFailure, _ now: NIODeadline) {
    if processes[process].ready == nil { count(failureOf: process, now) }
    processes[process].phase = .dying
    processes[process].verdict = verdict
    actions.append(.kill(processes[process].id))
  }

  /// It has to be replaced, and serves until it is.
  mutating func doom(_ process: Int, _ doom: NodeProcessState<Answer>.Doom) {
    guard processes[process].doom == nil || doom == .overdue else { return }
    if processes[process].doom == nil { actions.append(.replaced(doom.failure)) }
    processes[process].doom = doom
  }

  private mutating func stop(_ now: NIODeadline) {
    guard !isStopped else { return }
    isStopped = true
    let failure = NodeFailure("the engine is shutting down")
    failWaiting(failure)
    for process in processes.indices {
      for attempt in processes[process].running.values {
        actions.append(
          .answer(attempt.answer, .failed(attempt.aborted == nil ? failure : attempt.timedOut)))
      }
      processes[process].running = [:]
      if processes[process].phase != .dying { kill(process, failure, now) }
    }
  }

  private mutating func failWaiting(_ failure: NodeFailure) {
    for attempt in waiting { actions.append(.answer(attempt.answer, .failed(failure))) }
    waiting = []
  }

  /// What follows from every event: who leaves goes, who waits is sent, and there is a process that serves.
  private mutating func settle(_ now: NIODeadline) {
    for process in processes.indices
    where processes[process].phase == .leaving && processes[process].running.isEmpty {
      let doom = processes[process].doom ?? .stalled
      if doom == .stalled, !processes[process].isStalled { patience = min(patience * 2, 64) }
      kill(process, doom.failure, now)
    }
    dispatch(now)
    if let serving, processes[serving].doom == nil { return }
    if processes.contains(where: { $0.phase == .starting }) { return }
    // A node whose first process does not come up is wrong, and tried no further.
    if !wasEverReady, failures > 0 { return }
    let living = processes.count { $0.phase != .dying }
    if living < (isMemoryShort ? 1 : limits.mostProcesses) {
      spawn(now)
    } else if isMemoryShort, let serving {
      leave(serving, now)
      if processes[serving].running.isEmpty {
        kill(serving, (processes[serving].doom ?? .stalled).failure, now)
        spawn(now)
      }
    }
  }

  private mutating func spawn(_ now: NIODeadline) {
    let pause = max(.zero, notBefore - now)
    let process = NodeProcessState<Answer>(id: nextProcess, startsUntil: now + pause + limits.start)
    nextProcess += 1
    processes.append(process)
    actions.append(.spawn(process.id, after: pause))
  }
}

// MARK: Attempts

extension NodeMachine {
  private mutating func invoke(_ attempt: Attempt<Answer>, _ now: NIODeadline) {
    var attempt = attempt
    attempt.asked = now
    if cancelledEarly.remove(attempt.id) != nil {
      actions.append(.answer(attempt.answer, .cancelled))
    } else if isStopped {
      actions.append(.answer(attempt.answer, .failed(NodeFailure("the engine is shutting down"))))
    } else if waiting.isEmpty, let process = serving, hasRoom(process, attempt.timeout) {
      send(attempt, to: process, now)
    } else {
      waiting.append(attempt)
    }
  }

  private func hasRoom(_ process: Int, _ timeout: TimeAmount) -> Bool {
    !processes[process].isStalled && !processes[process].watch.isGrowing
      && processes[process].running.count < load.room(timeout)
  }

  private mutating func dispatch(_ now: NIODeadline) {
    guard !waiting.isEmpty, let process = serving else { return }
    var count = 0
    while count < waiting.count, hasRoom(process, waiting[count].timeout) {
      send(waiting[count], to: process, now)
      count += 1
    }
    waiting.removeFirst(count)
  }

  private mutating func send(_ attempt: Attempt<Answer>, to process: Int, _ now: NIODeadline) {
    var attempt = attempt
    nextNumber = nextNumber == .max ? 1 : nextNumber + 1
    attempt.sent = now
    let message = attempt.message
    // One that never tells what it begins would get it for ever.
    if attempt.moves > 1 { attempt.begin(now: now) }
    processes[process].running[nextNumber] = attempt
    processes[process].events &+= 1
    actions.append(
      .send(processes[process].id, .invoke, number: nextNumber, token: attempt.token, message))
  }

  private mutating func begun(_ id: Int, _ number: UInt32, _ now: NIODeadline) {
    guard let process = index(id) else { return }
    begin(process, number, now)
  }

  private mutating func begin(_ process: Int, _ number: UInt32, _ now: NIODeadline) {
    guard NodeNumber.precedes(processes[process].lastBegun, number) else { return }
    processes[process].lastBegun = number
    sign(process, now)
    for (key, attempt) in processes[process].running
    where !attempt.hasBegun && !NodeNumber.precedes(number, key) {
      processes[process].running[key]?.begin(now: now)
    }
    for (key, attempt) in processes[process].abandoned
    where !attempt.hasBegun && !NodeNumber.precedes(number, key) {
      processes[process].abandoned[key]?.begin(now: now)
    }
  }

  private mutating func sign(_ process: Int, _ now: NIODeadline) {
    processes[process].lastSign = now
    processes[process].isStalled = false
    lastProgress = now
  }

  private mutating func answered(
    _ id: Int, _ number: UInt32, _ token: UInt32, _ outcome: Outcome, _ now: NIODeadline
  ) {
    // What a process says after its death sentence does not count.
    guard let process = index(id), [.ready, .leaving].contains(processes[process].phase) else { return }
    let known = processes[process].running[number] ?? processes[process].abandoned[number]
    guard let known, known.token == token else {
      return broken(id, NodeFailure("the node's process sent something that is no answer"), now)
    }
    processes[process].events &+= 1
    processes[process].answers += 1
    processes[process].hasAnswered = true
    sign(process, now)
    processes[process].abandoned[number] = nil
    if processes[process].running.removeValue(forKey: number) != nil {
      actions.append(
        .answer(known.answer, known.aborted == nil ? outcome : .failed(known.timedOut)))
    }
  }

  private mutating func cancel(_ id: UInt64, _ now: NIODeadline) {
    if let position = waiting.firstIndex(where: { $0.id == id }) {
      actions.append(.answer(waiting.remove(at: position).answer, .cancelled))
      return
    }
    for process in processes.indices {
      guard let (number, attempt) = processes[process].running.first(where: { $0.value.id == id }) else {
        continue
      }
      if attempt.aborted == nil, processes[process].phase != .dying {
        abort(process, number, "the run was cancelled")
      }
      abandon(process, number, now)
      actions.append(.answer(attempt.answer, .cancelled))
      return
    }
    if !isStopped { cancelledEarly.insert(id) }
  }

  /// A cancellation that came after the end has nothing left to cancel.
  mutating func forget(_ id: UInt64) { cancelledEarly.remove(id) }

  private mutating func abort(_ process: Int, _ number: UInt32, _ reason: String) {
    guard let attempt = processes[process].running[number] else { return }
    actions.append(
      .send(
        processes[process].id, .abort, number: number, token: attempt.token, ByteBuffer(string: reason)))
  }

  private mutating func abandon(_ process: Int, _ number: UInt32, _ now: NIODeadline) {
    guard var attempt = processes[process].running.removeValue(forKey: number) else { return }
    attempt.aborted = attempt.aborted ?? now
    processes[process].abandoned[number] = attempt
  }

  private mutating func time(_ now: NIODeadline) {
    for process in processes.indices {
      switch processes[process].phase {
      case .starting:
        if now >= processes[process].startsUntil {
          kill(process, NodeFailure("the node's module was not loaded within \(seconds(limits.start))"), now)
        }
      case .ready, .leaving:
        checkDeadlines(process, now)
        checkStall(process, now)
      case .dying: break
      }
    }
    failImpatient(now)
  }

  private mutating func checkDeadlines(_ process: Int, _ now: NIODeadline) {
    for (number, attempt) in processes[process].running {
      guard let deadline = attempt.deadline, now >= deadline else { continue }
      if let aborted = attempt.aborted {
        guard now >= aborted + limits.grace else { continue }
        abandon(process, number, now)
        actions.append(
          .answer(
            attempt.answer,
            .failed(
              NodeFailure(
                "\(attempt.timedOut.message) and did not stop, so its process was ended", kind: .timeout))))
        doom(process, .overdue)
      } else {
        abort(process, number, "the attempt took longer than \(attempt.timeoutText)")
        processes[process].running[number]?.aborted = now
      }
    }
    guard processes[process].doom != .overdue else { return }
    let isOverdue = processes[process].abandoned.values.contains { attempt in
      attempt.deadline.map { now >= $0 + limits.grace } ?? false
    }
    if isOverdue { doom(process, .overdue) }
  }

  private mutating func checkStall(_ process: Int, _ now: NIODeadline) {
    let unbegun = processes[process].running.values.filter { !$0.hasBegun }
    guard let first = unbegun.min(by: { $0.sent < $1.sent }) else { return }
    if processes[process].phase == .leaving {
      // The process could not be stopped for a moment when it began to leave.
      actions.append(.revoke(processes[process].id))
      return
    }
    let limit = stallLimit(first.timeout)
    guard now >= first.sent + limit, now >= processes[process].lastSign + limit else { return }
    processes[process].isStalled = true
    doom(process, .stalled)
  }

  /// How long a process may keep attempts waiting before it gets a successor.
  private func stallLimit(_ timeout: TimeAmount) -> TimeAmount {
    let base = min(max(timeout.nanoseconds / 4, 500_000_000), 1_000_000_000)
    return .nanoseconds(min(base * Int64(patience), max(timeout.nanoseconds, base)))
  }

  /// Nobody waits for ever for a process that does not come, or does not move.
  private mutating func failImpatient(_ now: NIODeadline) {
    func isImpatient(_ attempt: Attempt<Answer>) -> Bool {
      now >= max(attempt.asked, lastProgress) + attempt.timeout
    }
    func failure(_ attempt: Attempt<Answer>) -> NodeFailure {
      NodeFailure(
        "timed out after \(attempt.timeoutText), waiting for the node's process to start", kind: .process)
    }
    for attempt in waiting where isImpatient(attempt) {
      actions.append(.answer(attempt.answer, .failed(failure(attempt))))
    }
    waiting.removeAll(where: isImpatient)
    for process in processes.indices where processes[process].phase != .dying {
      for (number, attempt) in processes[process].running where !attempt.hasBegun && isImpatient(attempt) {
        abort(process, number, "the run did not wait any longer")
        abandon(process, number, now)
        actions.append(.answer(attempt.answer, .failed(failure(attempt))))
      }
    }
  }

  private func seconds(_ time: TimeAmount) -> String { "\(time.nanoseconds / 1_000_000_000) seconds" }
}

// MARK: Looks

extension NodeMachine {
  private mutating func looked(_ id: Int, _ look: ProcessLook, _ now: NIODeadline) {
    guard let process = index(id), processes[process].phase != .dying else { return }
    if let held = look.ownMemory {
      if held > limits.memory {
        let failure = NodeFailure(
          "the node's process held \(held >> 20) MiB of memory; it may have \(limits.memoryText) "
            + "(they follow from the container's memory limit, or from --node-memory)")
        return broken(id, failure, now)
      }
      processes[process].watch.holds(held, of: limits.memory)
    }
    guard processes[process].ready != nil else { return }
    if let busy = look.busy {
      let answers = processes[process].answers
      processes[process].answers = 0
      let share = processes[process].watch.share(busy, now)
      load.look(busy: processes[process].watch.took(busy), answers: answers, share: share)
      let isHogging = processes[process].watch.hogs(
        share, for: limits.hogging, isRelieved: isRelieved(process), now)
      if isHogging {
        return kill(process, processes[process].doom?.failure ?? Doom.stalled.failure, now)
      }
    }
    let isIdle = processes[process].phase == .ready && !processes[process].hasAttempts
    if processes[process].watch.goesOn(
      look.processorTime, isIdle: isIdle, events: processes[process].events, now)
    {
      doom(process, .computing)
    }
  }

  private typealias Doom = NodeProcessState<Answer>.Doom

  /// Whether it was told to end something and there is nobody that it could serve.
  private func isRelieved(_ process: Int) -> Bool {
    processes[process].doom == .overdue && (processes[process].phase == .leaving || failures > 0)
  }
}
