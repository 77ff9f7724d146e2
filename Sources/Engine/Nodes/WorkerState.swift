import NIOCore

/// Which invocations a node's process has, and what has to be done next. Pure: an event goes in, actions come
/// out; the clock is a parameter.
struct WorkerState {
  typealias Answer = CheckedContinuation<Outcome, Never>

  enum Phase: Equatable {
    /// A process is on its way; invocations wait.
    case starting
    case ready
    /// Killed, and not gone yet; invocations wait for the next one.
    case dying
    case stopped
  }

  struct Attempt {
    let message: ByteBuffer
    let deadline: NIODeadline
    let timeoutText: String
    /// Nil once nobody waits.
    var answer: Answer?
    /// When it was told to end.
    var abortedAt: NIODeadline?
  }

  enum Action {
    case send(Frame.Kind, UInt32, ByteBuffer)
    case resume(Answer, Outcome)
    case kill
  }

  /// How long an attempt may take to end after it was told to, before its process is killed.
  static let grace = TimeAmount.milliseconds(100)

  private(set) var phase = Phase.starting
  /// Sent, and not answered.
  private var running: [UInt32: Attempt] = [:]
  private var waiting: [(UInt32, Attempt)] = []
  private var cancelledEarly: Set<UInt32> = []
  private(set) var killReason: String?

  var isBusy: Bool { !running.isEmpty || !waiting.isEmpty }
  var hasRunning: Bool { !running.isEmpty }

  mutating func invoke(_ number: UInt32, _ attempt: Attempt) -> [Action] {
    if cancelledEarly.remove(number) != nil { return attempt.answer.map { [.resume($0, .cancelled)] } ?? [] }
    switch phase {
    case .ready:
      running[number] = attempt
      return [.send(.invoke, number, attempt.message)]
    case .starting, .dying:
      waiting.append((number, attempt))
      return []
    case .stopped:
      return attempt.answer.map { [.resume($0, .failed(NodeFailure("the engine is shutting down")))] } ?? []
    }
  }

  mutating func cancel(_ number: UInt32, now: NIODeadline) -> [Action] {
    if let position = waiting.firstIndex(where: { $0.0 == number }) {
      let (_, attempt) = waiting.remove(at: position)
      return attempt.answer.map { [.resume($0, .cancelled)] } ?? []
    }
    guard var attempt = running[number] else {
      cancelledEarly.insert(number)
      return []
    }
    let answer = attempt.answer
    attempt.answer = nil
    let isAborted = attempt.abortedAt != nil
    if !isAborted { attempt.abortedAt = now }
    running[number] = attempt
    return (answer.map { [.resume($0, .cancelled)] } ?? [])
      + (isAborted ? [] : [.send(.abort, number, ByteBuffer(string: "the run was cancelled"))])
  }

  /// A cancellation that came after the end has nothing left to cancel.
  mutating func forget(_ number: UInt32) { cancelledEarly.remove(number) }

  mutating func ready() -> [Action] {
    guard phase == .starting else { return [] }
    phase = .ready
    var actions: [Action] = []
    for (number, attempt) in waiting {
      running[number] = attempt
      actions.append(.send(.invoke, number, attempt.message))
    }
    waiting = []
    return actions
  }

  mutating func answered(_ number: UInt32, _ outcome: Outcome) -> [Action] {
    // What a process says after its death sentence does not count.
    guard phase == .ready, let attempt = running.removeValue(forKey: number), let answer = attempt.answer
    else {
      return []
    }
    return [.resume(answer, attempt.abortedAt == nil ? outcome : .failed(Self.timedOut(attempt)))]
  }

  /// Aborts what is over its time, and kills the process when that did not help.
  mutating func tick(now: NIODeadline) -> [Action] {
    var actions: [Action] = []
    for (number, attempt) in running {
      if let aborted = attempt.abortedAt {
        if now >= aborted + Self.grace { return actions + stuck(number, attempt) }
      } else if now >= attempt.deadline {
        running[number]?.abortedAt = now
        let reason = ByteBuffer(string: "the attempt took longer than \(attempt.timeoutText)")
        actions.append(.send(.abort, number, reason))
      }
    }
    waiting.removeAll { _, attempt in
      guard now >= attempt.deadline, let answer = attempt.answer else { return false }
      actions.append(
        .resume(
          answer,
          .failed(
            NodeFailure("timed out after \(attempt.timeoutText), waiting for the node's process to start"))))
      return true
    }
    return actions
  }

  private mutating func stuck(_ number: UInt32, _ attempt: Attempt) -> [Action] {
    let own = Self.timedOut(attempt).message + " and did not stop, so its process was ended"
    let actions: [Action] =
      attempt.answer.map { [.resume($0, .failed(NodeFailure(own)))] } ?? []
    running[number] = nil
    return actions + kill(because: "another attempt in the same process had to be stopped: it \(own)")
  }

  /// Ends the process; its invocations fail with the reason.
  mutating func kill(because reason: String) -> [Action] {
    guard phase == .ready || phase == .starting else { return [] }
    phase = .dying
    killReason = reason
    return failRunning(NodeFailure(reason)) + [.kill]
  }

  /// The process is gone.
  ///
  /// - Parameter reason: what happened, unless it was killed here.
  mutating func ended(because reason: String) -> [Action] {
    let actions = failRunning(NodeFailure(killReason ?? reason))
    killReason = nil
    if phase != .stopped { phase = .starting }
    return actions
  }

  /// No process can be started: nobody is to wait for one.
  mutating func failWaiting(_ failure: NodeFailure) -> [Action] {
    defer { waiting = [] }
    return waiting.compactMap { _, attempt in attempt.answer.map { .resume($0, .failed(failure)) } }
  }

  mutating func stop() -> [Action] {
    guard phase != .stopped else { return [] }
    phase = .stopped
    let failure = NodeFailure("the engine is shutting down")
    return failRunning(failure) + failWaiting(failure) + [.kill]
  }

  private mutating func failRunning(_ failure: NodeFailure) -> [Action] {
    defer { running = [:] }
    return running.values.compactMap { attempt in
      guard let answer = attempt.answer else { return nil }
      return .resume(answer, .failed(attempt.abortedAt == nil ? failure : Self.timedOut(attempt)))
    }
  }

  private static func timedOut(_ attempt: Attempt) -> NodeFailure {
    NodeFailure("timed out after \(attempt.timeoutText)")
  }
}
