import NIOCore

/// What takes too long.
extension NodeMachine {
  mutating func time(_ now: NIODeadline) {
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
        abort(process, number, "the run stopped waiting")
        abandon(process, number, now)
        actions.append(.answer(attempt.answer, .failed(failure(attempt))))
      }
    }
  }

  func seconds(_ time: TimeAmount) -> String { "\(time.nanoseconds / 1_000_000_000) seconds" }
}
