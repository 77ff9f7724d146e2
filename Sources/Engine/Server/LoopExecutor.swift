package import NIOCore
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
}
