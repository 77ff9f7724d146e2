package import NIOCore
import Synchronization

/// A node's process as the rest of the engine sees it: something that can be invoked. Which process that is
/// changes when one is killed or ends; `NodeProcess` attaches the current one.
package final class Worker: Sendable {
  package let node: String
  private let loop: any EventLoop
  private let shared = Mutex(Shared())

  /// How often deadlines and memory are looked at while there is work, and while there is none.
  private static let busyInterval = TimeAmount.milliseconds(20)

  private struct Shared {
    var state = WorkerState()
    var link: Link?
    var outgoing = ByteBuffer()
    var isFlushing = false
    var isTicking = false
    var next: UInt32 = 0
  }

  /// The current process.
  struct Link: Sendable {
    let channel: any Channel
    /// Looks at memory and threads; the reason to kill the process, if there is one.
    let problem: @Sendable (_ isBusy: Bool) -> String?
  }

  /// Asks whoever owns the process to kill it.
  private let kills = Mutex<(@Sendable () -> Void)?>(nil)

  init(node: String, loop: any EventLoop) {
    self.node = node
    self.loop = loop
  }

  /// Runs the node once.
  ///
  /// - Parameter body: writes the message: `{"run", "trace", "state", "input"}`.
  package func invoke(
    timeoutMilliseconds: Int, timeoutText: String, _ message: ByteBuffer
  ) async -> Outcome {
    let number = shared.withLock { shared in
      shared.next &+= 1
      return shared.next
    }
    let deadline = NIODeadline.now() + .milliseconds(Int64(timeoutMilliseconds))
    defer { if Task.isCancelled { shared.withLock { $0.state.forget(number) } } }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        perform {
          $0.invoke(
            number,
            WorkerState.Attempt(
              message: message, deadline: deadline, timeoutText: timeoutText, answer: continuation,
              abortedAt: nil))
        }
        startTicking()
      }
    } onCancel: {
      perform { $0.cancel(number, now: .now()) }
    }
  }

  /// What was asked to be written since the last flush leaves in one piece.
  private func perform(_ event: (inout WorkerState) -> [WorkerState.Action]) {
    var resumed: [(WorkerState.Answer, Outcome)] = []
    let (flushes, kills) = shared.withLock { shared in
      var kills = false
      var writes = false
      for action in event(&shared.state) {
        switch action {
        case .send(let kind, let number, var payload):
          shared.outgoing.writeFrame(kind, number) { $0.writeBuffer(&payload) }
          writes = true
        case .resume(let answer, let outcome): resumed.append((answer, outcome))
        case .kill: kills = true
        }
      }
      let flushes = writes && !shared.isFlushing && shared.link != nil
      if flushes { shared.isFlushing = true }
      return (flushes, kills)
    }
    if flushes { loop.execute { self.flush() } }
    if kills { self.kills.withLock(\.self)?() }
    for (answer, outcome) in resumed { answer.resume(returning: outcome) }
  }

  private func flush() {
    let (channel, bytes) = shared.withLock { shared in
      defer {
        shared.outgoing = ByteBuffer()
        shared.isFlushing = false
      }
      return (shared.link?.channel, shared.outgoing)
    }
    guard let channel, bytes.readableBytes > 0 else { return }
    channel.writeAndFlush(bytes, promise: nil)
  }

  private func startTicking() {
    let starts = shared.withLock { shared in
      defer { shared.isTicking = true }
      return !shared.isTicking
    }
    if starts { tickLater(Self.busyInterval) }
  }

  private func tickLater(_ interval: TimeAmount) {
    loop.scheduleTask(in: interval) { self.tick() }
  }

  private func tick() {
    perform { $0.tick(now: .now()) }
    inspect(isBusy: true)
    let goesOn = shared.withLock { shared in
      shared.isTicking = shared.state.isBusy
      return shared.isTicking
    }
    if goesOn { tickLater(Self.busyInterval) }
  }

  /// Kills the process if it holds too much, or goes on where it has nothing to do.
  private func inspect(isBusy: Bool) {
    guard let link = shared.withLock({ $0.state.phase == .ready ? $0.link : nil }) else { return }
    if let problem = link.problem(isBusy) { kill(because: problem) }
  }

  package func kill(because reason: String) { perform { $0.kill(because: reason) } }

  /// Looks at an idle process, once a second.
  func inspectIdle() {
    if !shared.withLock({ $0.state.hasRunning }) { inspect(isBusy: false) }
  }

  package var isReady: Bool { shared.withLock { $0.state.phase == .ready } }
}

extension Worker {
  // What follows is for the owner of the process.

  func onKill(_ action: (@Sendable () -> Void)?) { kills.withLock { $0 = action } }

  /// A process has connected; `hello` is the first thing that it gets.
  func attach(_ link: Link) {
    shared.withLock { shared in
      shared.link = link
      shared.outgoing = ByteBuffer()
      shared.isFlushing = false
    }
  }

  /// Writes something that is no invocation, before anything that comes later.
  func send(_ kind: Frame.Kind, _ payload: String) {
    perform { _ in [.send(kind, 0, ByteBuffer(string: payload))] }
  }

  func receive(_ frame: Frame) {
    switch frame.kind {
    case .loaded: perform { $0.ready() }
    case .output: perform { $0.answered(frame.invocation, .output(frame.payload)) }
    case .failure: perform { $0.answered(frame.invocation, .failed(NodeFailure(frame.payload))) }
    case .hello, .refused, .configure, .invoke, .abort, .secrets: break
    }
  }

  func ended(because reason: String) {
    shared.withLock { $0.link = nil }
    perform { $0.ended(because: reason) }
  }

  func failWaiting(_ failure: NodeFailure) { perform { $0.failWaiting(failure) } }

  func stop() { perform { $0.stop() } }

  /// Why the process was killed, if it was.
  var killReason: String? { shared.withLock { $0.state.killReason } }
}
