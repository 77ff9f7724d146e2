package import NIOCore
import NIOPosix
import Synchronization
package import _Concurrency

/// Runs tasks on an event loop, so that a run, its HTTP connection and its nodes' connections never wait for
/// another thread.
package final class LoopExecutor: TaskExecutor {
  package let loop: any EventLoop
  /// Jobs that wait. The loop is asked once for all that come until it gets to them.
  private let waiting = Mutex<[UnownedJob]>([])

  package init(loop: any EventLoop) { self.loop = loop }

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let isFirst = waiting.withLock { waiting in
      waiting.append(job)
      return waiting.count == 1
    }
    if isFirst { loop.execute { self.run() } }
  }

  /// Those that have come until now: what they bring about gets its turn after what the loop has read meanwhile.
  private func run() {
    let jobs = waiting.withLock { waiting in
      defer { waiting = [] }
      return waiting
    }
    let executor = unsafe asUnownedTaskExecutor()
    for job in jobs { unsafe job.runSynchronously(on: executor) }
  }

  /// Runs `body`, and all tasks that it starts, on a loop of its own.
  static func with<Result: Sendable>(
    _ body: @Sendable @escaping (LoopExecutor) async throws -> Result
  ) async throws -> Result {
    let executor = LoopExecutor(loop: MultiThreadedEventLoopGroup(numberOfThreads: 1).next())
    return try await withTaskExecutorPreference(executor) { try await body(executor) }
  }
}
