import NIOCore
import Synchronization
import WorkflowModel

/// One node as the rest of the engine sees it: something that can be invoked. It performs what `NodeMachine`
/// decides, and runs the node's processes.
package final class NodeHost: Sendable {
  typealias Machine = NodeMachine<CheckedContinuation<Outcome, Never>>

  let node: WorkflowNode
  let number: Int
  let context: NodeContext
  let shared: Mutex<Shared>
  let orders: AsyncStream<Order>
  let orderSource: AsyncStream<Order>.Continuation

  enum Order: Sendable {
    case start(ProcessHandle)
    /// The process with this number has loaded its modules.
    case loaded(Int)
    /// A long output, which is not looked at on the event loop.
    case check(Frame, from: Int)
    /// The first process did not come up.
    case fail(NodeFailure)
  }

  struct Shared {
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
  struct Link {
    let handle: ProcessHandle
    var channel: (any Channel)?
    var outgoing = OutgoingFrames()
    var isFlushing = false
  }

  /// How often deadlines and processes are looked at while there is work.
  static let busyInterval = TimeAmount.milliseconds(20)

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
  nonisolated(nonsending) package func invoke(
    timeoutMilliseconds: Int, timeoutText: String, _ invocation: Invocation
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
              id: id, token: UInt32(truncatingIfNeeded: RandomBits.next()),
              timeout: .milliseconds(Int64(timeoutMilliseconds)),
              timeoutText: timeoutText, invocation: invocation, answer: continuation)))
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
        shared.links[link].outgoing.write(.secrets, 0, 0, secrets)
      }
      return beginFlushing(&shared)
    }
    flush(flushes)
  }
}
