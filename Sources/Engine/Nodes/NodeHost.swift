import Logging
package import NIOCore
import Synchronization
import WorkflowModel
import WorkflowSecrets
import YAML

/// One node as the rest of the engine sees it: something that can be invoked. It performs what `NodeMachine`
/// decides, and runs the node's processes.
package final class NodeHost: Sendable {
  typealias Machine = NodeMachine<CheckedContinuation<Outcome, Never>>

  let node: WorkflowNode
  let number: Int
  let context: NodeContext
  private let shared: Mutex<Shared>
  private let orders: AsyncStream<Order>
  private let orderSource: AsyncStream<Order>.Continuation

  private enum Order: Sendable {
    case start(ProcessHandle)
    /// A long output, which is not looked at on the event loop.
    case check(Frame, from: Int)
    /// The first process did not come up.
    case fail(NodeFailure)
  }

  private struct Shared {
    var machine: Machine
    var links: [Link] = []
    var nextAttempt: UInt64 = 0
    var isTicking = false
    var wasReady = false
    /// Processor time of processes that are gone, in seconds.
    var endedTime = 0.0
    var toldTime = 0.0
    var onReady: (@Sendable () -> Void)?
  }

  /// A process with its connection.
  private struct Link {
    let handle: ProcessHandle
    var channel: (any Channel)?
    var outgoing = ByteBuffer()
    var isFlushing = false
  }

  /// How often deadlines and processes are looked at while there is work, and while there is none.
  private static let busyInterval = TimeAmount.milliseconds(20)
  private static let idleInterval = TimeAmount.seconds(1)

  init(node: WorkflowNode, number: Int, context: NodeContext) {
    self.node = node
    self.number = number
    self.context = context
    let limits = Machine.Limits(
      mostAttempts: context.mostAttempts, memory: context.memory.bytes,
      memoryText: "\(context.memory.mebibytes) MiB")
    shared = Mutex(Shared(machine: Machine(limits: limits)))
    (orders, orderSource) = AsyncStream.makeStream()
  }

  /// Runs the node once.
  ///
  /// - Parameter message: `{"run", "trace", "state", "input"}`.
  package func invoke(
    timeoutMilliseconds: Int, timeoutText: String, _ message: ByteBuffer
  ) async -> Outcome {
    let id = shared.withLock { shared in
      shared.nextAttempt += 1
      return shared.nextAttempt
    }
    defer { if Task.isCancelled { shared.withLock { $0.machine.forget(id) } } }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        perform(
          .invoke(
            Attempt(
              id: id, token: .random(in: .min ... .max), timeout: .milliseconds(Int64(timeoutMilliseconds)),
              timeoutText: timeoutText, message: message, answer: continuation)))
        startTicking()
      }
    } onCancel: {
      perform(.cancelled(id))
    }
  }

  /// Whether a process is there, or will be.
  package var isUp: Bool { shared.withLock { $0.machine.isUp } }

  /// Whether more attempts wait than can be served in time.
  var isOverloaded: Bool { shared.withLock { $0.machine.isOverloaded } }

  var waiting: Int { shared.withLock { $0.machine.waiting.count } }

  /// Of all its processes since this was asked last, in seconds.
  func takeProcessorTime() -> Double {
    let handles = shared.withLock { $0.links.map(\.handle) }
    let running = handles.reduce(0) { $0 + $1.processorTime }
    return shared.withLock { shared in
      let all = shared.endedTime + running
      defer { shared.toldTime = max(all, shared.toldTime) }
      return max(0, all - shared.toldTime)
    }
  }

  /// Gives all processes the secrets as they are now.
  func update(_ secrets: ByteBuffer) {
    let flushes = shared.withLock { shared in
      for link in shared.links.indices where shared.links[link].channel != nil {
        shared.links[link].outgoing.writeFrame(.secrets, 0, 0, secrets)
      }
      return beginFlushing(&shared)
    }
    flush(flushes)
  }
}

// MARK: Events and actions

extension NodeHost {
  /// What has to be done outside of the lock.
  private struct Work {
    var answers: [(CheckedContinuation<Outcome, Never>, Outcome)] = []
    var others: [Machine.Action] = []
    var flushes: [Int] = []
  }

  func perform(_ event: Machine.Event, _ now: NIODeadline = .now()) {
    let work = shared.withLock { shared in
      var work = Work()
      for action in shared.machine.handle(event, now: now) {
        switch action {
        case .send(let id, let kind, let number, let token, let payload):
          guard let link = shared.links.firstIndex(where: { $0.handle.id == id }) else { break }
          shared.links[link].outgoing.writeFrame(kind, number, token, payload)
        case .answer(let answer, let outcome): work.answers.append((answer, outcome))
        case .spawn(let id, let pause):
          let handle = ProcessHandle(id: id, pause: pause)
          shared.links.append(Link(handle: handle))
          orderSource.yield(.start(handle))
        case .configure(let id):
          guard let link = shared.links.firstIndex(where: { $0.handle.id == id }) else { break }
          shared.links[link].outgoing.writeFrame(.configure, 0, 0, configuration)
        case .becameReady, .startFailed, .replaced, .revoke, .kill: work.others.append(action)
        }
      }
      work.flushes = beginFlushing(&shared)
      return work
    }
    flush(work.flushes)
    for action in work.others { perform(action) }
    for (answer, outcome) in work.answers { answer.resume(returning: outcome) }
  }

  private func perform(_ action: Machine.Action) {
    switch action {
    case .revoke(let id):
      guard let handle = handle(id) else { return }
      let (isDone, begun) = handle.revoke()
      if isDone { perform(.revoked(id, upTo: begun)) }
    case .kill(let id): handle(id)?.kill()
    case .becameReady: becameReady()
    case .startFailed(let failure, let isFirst):
      context.metrics.startFailed(number)
      if isFirst {
        orderSource.yield(.fail(failure))
      } else {
        log("the node's process cannot be started", failure)
      }
    case .replaced(let failure): log("the process is replaced", failure)
    case .send, .answer, .spawn, .configure: break
    }
  }

  private func becameReady() {
    let (isFirst, onReady) = shared.withLock { shared in
      defer { shared.wasReady = true }
      return (!shared.wasReady, shared.onReady)
    }
    if isFirst { onReady?() } else { context.metrics.restarted(number) }
  }

  private func log(_ what: String, _ failure: NodeFailure) {
    context.logger.error(
      "\(what): \(context.redaction.redact(failure.text))", metadata: ["node": "\(node.name)"])
  }

  private func handle(_ id: Int) -> ProcessHandle? {
    shared.withLock { $0.links.first { $0.handle.id == id }?.handle }
  }

  /// What was written since the last flush leaves in one piece; the processes for which somebody has to see to
  /// it.
  private func beginFlushing(_ shared: inout Shared) -> [Int] {
    var ids: [Int] = []
    for link in shared.links.indices
    where !shared.links[link].isFlushing && shared.links[link].channel != nil
      && shared.links[link].outgoing.readableBytes > 0
    {
      shared.links[link].isFlushing = true
      ids.append(shared.links[link].handle.id)
    }
    return ids
  }

  private func flush(_ ids: [Int]) {
    for id in ids { context.loop.execute { self.flush(id) } }
  }

  private func flush(_ id: Int) {
    let (channel, bytes) = shared.withLock { shared -> ((any Channel)?, ByteBuffer) in
      guard let link = shared.links.firstIndex(where: { $0.handle.id == id }) else {
        return (nil, ByteBuffer())
      }
      defer {
        shared.links[link].outgoing = ByteBuffer()
        shared.links[link].isFlushing = false
      }
      return (shared.links[link].channel, shared.links[link].outgoing)
    }
    guard let channel, bytes.readableBytes > 0 else { return }
    channel.writeAndFlush(bytes, promise: nil)
  }
}

// MARK: Time

extension NodeHost {
  private func startTicking() {
    let starts = shared.withLock { shared in
      defer { shared.isTicking = true }
      return !shared.isTicking
    }
    if starts { tickLater() }
  }

  private func tickLater() {
    let due = NIODeadline.now() + Self.busyInterval
    context.loop.scheduleTask(deadline: due) { self.tick(late: .now() - due) }
  }

  private func tick(late: TimeAmount) {
    look(isBusy: true, late: late)
    let goesOn = shared.withLock { shared in
      shared.isTicking = shared.machine.isBusy && !shared.machine.isStopped
      return shared.isTicking
    }
    if goesOn { tickLater() }
  }

  private func look(isBusy: Bool, late: TimeAmount = .zero) {
    for handle in shared.withLock({ $0.links.map(\.handle) }) {
      if let begun = handle.begun { perform(.begun(handle.id, upTo: begun)) }
      let look = handle.look(isBusy: isBusy)
      if let held = look.ownMemory { context.memoryWatch.holds(held, number, handle.id) }
      perform(.looked(handle.id, look))
    }
    perform(.memory(isShort: context.memoryWatch.isShort))
    perform(.time(late: late))
    context.memoryWatch.relieve()
  }

  /// Looks at idle processes, once a second, until the task is cancelled.
  private func lookWhenIdle() async {
    while (try? await Task.sleep(for: .seconds(1))) != nil {
      if !shared.withLock({ $0.isTicking }) { look(isBusy: false) }
      await withTaskExecutorPreference(globalConcurrentExecutor) { lookAtDisk() }
    }
  }

  /// Ends the processes of a node that has written more than /tmp has room for: the kubelet would end the pod.
  private func lookAtDisk() {
    let ids = shared.withLock { $0.links.map(\.handle.id) }
    guard context.scratch.usage(node: number, starts: ids) > ScratchFolder.most else { return }
    context.scratch.removeCache(node: number)
    let failure = NodeFailure(
      "the node wrote more than \(EngineContract.nodeScratch) MiB of files, which is what a node may have below its "
        + "working directory")
    for id in ids { perform(.broken(id, failure)) }
  }
}

// MARK: Processes

extension NodeHost {
  /// Keeps a process until the task is cancelled.
  ///
  /// - Parameter onReady: called once, when the node can be invoked for the first time.
  /// - Throws: `NodeFailure` when the first process does not come up.
  func run(onReady: @escaping @Sendable () -> Void) async throws(NodeFailure) {
    shared.withLock { $0.onReady = onReady }
    context.memoryWatch.onRelief(of: number) { [weak self] in self?.perform(.broken($0, $1)) }
    perform(.start)
    startTicking()
    let failure = await withDiscardingTaskGroup(returning: NodeFailure?.self) { group in
      group.addTask { await self.lookWhenIdle() }
      var failure: NodeFailure?
      for await order in orders {
        switch order {
        case .start(let handle):
          context.metrics.started(number)
          group.addTask { await self.live(handle) }
        case .check(let frame, let id):
          group.addTask {
            self.ended(frame, from: id, try? await ValidJSON.scanning(frame.payload))
          }
        case .fail(let first): failure = first
        }
        if failure != nil { break }
      }
      perform(.stop)
      group.cancelAll()
      return failure
    }
    if let failure { throw failure }
  }

  private func live(_ handle: ProcessHandle) async {
    let failure: NodeFailure
    if handle.pause > .zero { try? await Task.sleep(for: .nanoseconds(handle.pause.nanoseconds)) }
    if Task.isCancelled || handle.isKilled {
      failure = NodeFailure("the engine is shutting down")
    } else {
      failure = await NodeProcess(host: self, handle: handle).run()
    }
    if let begun = handle.begun { perform(.begun(handle.id, upTo: begun)) }
    handle.attach(nil)
    context.memoryWatch.isGone(number, handle.id)
    shared.withLock { shared in
      shared.endedTime += handle.processorTime
      shared.links.removeAll { $0.handle.id == handle.id }
    }
    perform(.exited(handle.id, failure))
    startTicking()
  }

  func connected(_ id: Int, _ channel: any Channel) {
    shared.withLock { shared in
      guard let link = shared.links.firstIndex(where: { $0.handle.id == id }) else { return }
      shared.links[link].channel = channel
    }
    perform(.connected(id))
  }

  func received(_ frame: Frame, from id: Int) {
    switch frame.kind {
    case .output:
      if frame.payload.readableBytes > ValidJSON.longestOnLoop {
        orderSource.yield(.check(frame, from: id))
      } else {
        ended(frame, from: id, try? ValidJSON(frame.payload))
      }
    case .failure:
      perform(.answered(id, number: frame.number, token: frame.token, .failed(NodeFailure(frame.payload))))
    case .hello: greeted(id, frame.payload)
    case .loaded:
      // They may have changed since the process got its configuration.
      update(secrets)
      perform(.loaded(id))
    case .refused: perform(.refused(id, NodeFailure(frame.payload)))
    case .configure, .invoke, .abort, .secrets: broken(id)
    }
  }

  /// - Parameter output: nil when it is no JSON.
  private func ended(_ frame: Frame, from id: Int, _ output: ValidJSON?) {
    if let output {
      perform(.answered(id, number: frame.number, token: frame.token, .output(output)))
    } else {
      perform(.broken(id, NodeFailure("the node's process sent an output that is no JSON")))
    }
  }

  func broken(_ id: Int) {
    perform(.broken(id, NodeFailure("the node's process sent something that is no answer")))
  }

  private func greeted(_ id: Int, _ payload: ByteBuffer) {
    let version = (try? JSON.read(Array(payload.readableBytesView)))?["deno"]?.text ?? "unknown"
    guard !DenoProgram.isNewEnough(version) else { return }
    perform(
      .refused(id, NodeFailure("Deno \(version) is too old; \(DenoProgram.leastText) or newer is needed")))
  }

  /// Those that this node needs, as they are now.
  private var ownSecrets: Mapping {
    context.needs.secrets(of: node.name, from: context.secrets()).services
  }

  private var secrets: ByteBuffer {
    ByteBuffer(string: JSON.compact(.mapping(ownSecrets)))
  }

  private var configuration: ByteBuffer {
    let directory = context.loaded.directory
    var setup = Mapping()
    setup["node"] = .string(node.name)
    setup["module"] = .string(FileURL.text("\(directory)/\(node.path)"))
    setup["directory"] = .string(FileURL.text(directory) + "/")
    setup["advice"] = .string(
      NetworkAdvice.text(for: node, in: context.loaded.workflow, outside: context.outside))
    setup["dependencies"] = .mapping(
      DependencySetup.all(of: context.loaded.contract, outside: context.outside))
    setup["dependencyName"] = NameRules.dependency.schema()["pattern"]
    setup["fixtures"] = .bool(context.outside == .fixtures)
    setup["config"] = .mapping(context.loaded.nodeConfig)
    setup["secrets"] = .mapping(ownSecrets)
    return ByteBuffer(string: JSON.compact(.mapping(setup)))
  }
}
