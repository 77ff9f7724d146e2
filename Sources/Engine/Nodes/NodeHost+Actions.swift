import Logging
import NIOCore
import Synchronization
import WorkflowModel

/// What the machine decides is done.
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
        case .invoke(let id, let number, let token, let invocation):
          guard let link = shared.links.firstIndex(where: { $0.handle.id == id }) else { break }
          shared.links[link].outgoing.invoke(number, token, invocation)
        case .abort(let id, let number, let token, let reason):
          guard let link = shared.links.firstIndex(where: { $0.handle.id == id }) else { break }
          shared.links[link].outgoing.write(.abort, number, token, ByteBuffer(string: reason))
        case .answer(let answer, let outcome): work.answers.append((answer, outcome))
        case .spawn(let id, let pause):
          let handle = ProcessHandle(id: id, pause: pause)
          shared.links.append(Link(handle: handle))
          orderSource.yield(.start(handle))
        case .configure(let id):
          guard let link = shared.links.firstIndex(where: { $0.handle.id == id }) else { break }
          shared.links[link].outgoing.write(.configure, 0, 0, configuration)
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

  func perform(_ action: Machine.Action) {
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
    case .invoke, .abort, .answer, .spawn, .configure: break
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

  func handle(_ id: Int) -> ProcessHandle? {
    shared.withLock { $0.links.first { $0.handle.id == id }?.handle }
  }

  /// What was written since the last flush leaves in one piece; the processes for which somebody has to see to
  /// it.
  func beginFlushing(_ shared: inout Shared) -> [Int] {
    var ids: [Int] = []
    for link in shared.links.indices
    where !shared.links[link].isFlushing && shared.links[link].channel != nil
      && !shared.links[link].outgoing.isEmpty
    {
      shared.links[link].isFlushing = true
      ids.append(shared.links[link].handle.id)
    }
    return ids
  }

  func flush(_ ids: [Int]) {
    for id in ids { context.loop.execute { self.flush(id) } }
  }

  func flush(_ id: Int) {
    let (channel, parts) = shared.withLock { shared -> ((any Channel)?, [ByteBuffer]) in
      guard let link = shared.links.firstIndex(where: { $0.handle.id == id }) else { return (nil, []) }
      shared.links[link].isFlushing = false
      return (shared.links[link].channel, shared.links[link].outgoing.take())
    }
    guard let channel, !parts.isEmpty else { return }
    for part in parts { channel.write(part, promise: nil) }
    channel.flush()
  }
}
