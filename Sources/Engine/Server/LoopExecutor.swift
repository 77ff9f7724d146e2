package import NIOCore
import NIOPosix
package import _Concurrency

/// Runs tasks on an event loop, so that a run, its HTTP connection and its nodes' connections never wait for
/// another thread.
package final class LoopExecutor: TaskExecutor {
  package let loop: any EventLoop

  package init(loop: any EventLoop) { self.loop = loop }

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    loop.execute { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }

  /// Runs `body`, and all tasks that it starts, on a loop of its own.
  static func with<Result: Sendable>(
    _ body: @Sendable @escaping (LoopExecutor) async throws -> Result
  ) async throws -> Result {
    let executor = LoopExecutor(loop: MultiThreadedEventLoopGroup(numberOfThreads: 1).next())
    return try await withTaskExecutorPreference(executor) { try await body(executor) }
  }
}
