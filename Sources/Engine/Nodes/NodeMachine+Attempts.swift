import NIOCore

/// Attempts are sent, begun, and answered.
extension NodeMachine {
  mutating func invoke(_ attempt: Attempt<Answer>, _ now: NIODeadline) {
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

  mutating func dispatch(_ now: NIODeadline) {
    guard !waiting.isEmpty, let process = serving else { return }
    var count = 0
    while count < waiting.count, hasRoom(process, waiting[count].timeout) {
      send(waiting[count], to: process, now)
      count += 1
    }
    waiting.removeFirst(count)
  }

  mutating func send(_ attempt: Attempt<Answer>, to process: Int, _ now: NIODeadline) {
    guard let invocation = attempt.invocation else {
      assertionFailure("sent once it has begun")
      actions.append(
        .answer(attempt.answer, .failed(NodeFailure("it has begun already, and is not sent again"))))
      return
    }
    var attempt = attempt
    nextNumber = nextNumber == .max ? 1 : nextNumber + 1
    attempt.sent = now
    // A process that never reports its beginnings would get it for ever.
    if attempt.moves > 1 { attempt.begin(now: now) }
    processes[process].running[nextNumber] = attempt
    processes[process].events &+= 1
    actions.append(
      .invoke(processes[process].id, number: nextNumber, token: attempt.token, invocation))
  }

  mutating func begun(_ id: Int, _ number: UInt32, _ now: NIODeadline) {
    guard let process = index(id) else { return }
    begin(process, number, now)
  }

  mutating func begin(_ process: Int, _ number: UInt32, _ now: NIODeadline) {
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

  mutating func answered(
    _ id: Int, _ number: UInt32, _ token: UInt32, _ outcome: Outcome, _ now: NIODeadline
  ) {
    // What a process says after its death sentence does not count.
    guard let process = index(id), [.ready, .leaving].contains(processes[process].phase) else { return }
    let known = processes[process].running[number] ?? processes[process].abandoned[number]
    guard let known, known.token == token else {
      return broken(id, NodeFailure("the node's process sent something that is not an answer"), now)
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

  mutating func cancel(_ id: UInt64, _ now: NIODeadline) {
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

  mutating func abort(_ process: Int, _ number: UInt32, _ reason: String) {
    guard let attempt = processes[process].running[number] else { return }
    actions.append(
      .abort(processes[process].id, number: number, token: attempt.token, reason: reason))
  }

  mutating func abandon(_ process: Int, _ number: UInt32, _ now: NIODeadline) {
    guard var attempt = processes[process].running.removeValue(forKey: number) else { return }
    attempt.aborted = attempt.aborted ?? now
    processes[process].abandoned[number] = attempt
  }
}
