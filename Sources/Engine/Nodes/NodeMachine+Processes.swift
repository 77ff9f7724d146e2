import NIOCore
import WorkflowModel

/// Processes come, leave and go.
extension NodeMachine {
  func index(_ id: Int) -> Int? { processes.firstIndex { $0.id == id } }

  var serving: Int? { processes.firstIndex { $0.phase == .ready } }

  mutating func connected(_ id: Int) {
    guard let process = index(id), processes[process].phase == .starting else { return }
    actions.append(.configure(id))
  }

  mutating func loaded(_ id: Int, _ now: NIODeadline) {
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

  mutating func refused(_ id: Int, _ failure: NodeFailure, _ now: NIODeadline) {
    guard let process = index(id), processes[process].phase == .starting else { return }
    kill(process, failure, now)
  }

  mutating func broken(_ id: Int, _ failure: NodeFailure, _ now: NIODeadline) {
    guard let process = index(id), processes[process].phase != .dying else { return }
    if processes[process].ready != nil { actions.append(.replaced(failure)) }
    kill(process, failure, now)
  }

  mutating func disconnected(_ id: Int, _ now: NIODeadline) {
    guard let process = index(id) else { return }
    switch processes[process].phase {
    case .starting, .dying: break
    case .ready, .leaving:
      count(failureOf: process, now)
      processes[process].phase = .dying
    }
  }

  mutating func exited(_ id: Int, _ failure: NodeFailure, _ now: NIODeadline) {
    guard let index = index(id) else { return }
    let isOwn = processes[index].verdict == nil
    if isOwn || processes[index].ready == nil { count(failureOf: index, now) }
    if isOwn, failure.isOutOfMemory { giveLess(than: index) }
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
  mutating func count(failureOf process: Int, _ now: NIODeadline) {
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

  mutating func pause(before retry: Int, _ now: NIODeadline) {
    guard retry > 0 else { return }
    notBefore = now + .milliseconds(Int64(EngineContract.backoffMilliseconds(beforeRetry: retry)))
  }

  mutating func leave(_ process: Int, _ now: NIODeadline) {
    processes[process].phase = .leaving
    if processes[process].running.values.contains(where: { !$0.hasBegun }) {
      actions.append(.revoke(processes[process].id))
    }
  }

  mutating func revoked(_ id: Int, _ number: UInt32?, _ now: NIODeadline) {
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

  mutating func stop(_ now: NIODeadline) {
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
  mutating func settle(_ now: NIODeadline) {
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

  mutating func spawn(_ now: NIODeadline) {
    let pause = max(.zero, notBefore - now)
    let process = NodeProcessState<Answer>(id: nextProcess, startsUntil: now + pause + limits.start)
    nextProcess += 1
    processes.append(process)
    actions.append(.spawn(process.id, after: pause))
  }
}
