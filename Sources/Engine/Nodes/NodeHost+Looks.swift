import NIOCore
import Synchronization
import WorkflowModel

/// Time passes, and processes are looked at.
extension NodeHost {
  func startTicking() {
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
  func lookWhenIdle() async {
    while (try? await Task.sleep(for: .seconds(1))) != nil {
      if !shared.withLock({ $0.isTicking }) { look(isBusy: false) }
      await withTaskExecutorPreference(globalConcurrentExecutor) { lookAtDisk() }
    }
  }

  /// Ends the processes of a node that has written more than /tmp has room for: the kubelet would end the pod.
  private func lookAtDisk() {
    let ids = shared.withLock { $0.links.map(\.handle.id) }
    guard context.scratch.usage(node: number, starts: ids) > ScratchFolder.most else { return }
    let failure = NodeFailure(
      "the node wrote more than \(EngineContract.nodeScratch) MiB of files, the limit for its working directory"
    )
    for id in ids { perform(.broken(id, failure)) }
  }
}
