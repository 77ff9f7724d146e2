import Synchronization

/// Looks at a node's process from outside: memory beyond V8's heap, and work after the work is done.
final class ProcessWatch: Sendable {
  /// Seconds of processor time between two looks at an idle process, a second apart.
  private static let busyShare = 0.1
  /// So many such looks in a row; what a run leaves to be cleared up takes less.
  private static let mostBusyLooks = 3

  private let use: ProcessUse
  private let memory: NodeMemory
  private let shared = Mutex(Shared())

  private struct Shared {
    var idleTime: Double?
    var busyLooks = 0
  }

  init(use: ProcessUse, memory: NodeMemory) {
    self.use = use
    self.memory = memory
  }

  /// Why the process has to go, if it has to.
  func problem(isBusy: Bool) -> String? {
    if let held = use.ownMemory, held > memory.bytes {
      return "the node's process held \(held >> 20) MiB of memory; it may have \(memory.mebibytes) MiB "
        + "(they follow from the container's memory limit, or from --node-memory)"
    }
    return isBusy ? nil : idleProblem
  }

  private var idleProblem: String? {
    guard let time = use.processorTime else { return nil }
    return shared.withLock { shared in
      let isBusy = shared.idleTime.map { time - $0 > Self.busyShare } ?? false
      shared.idleTime = time
      shared.busyLooks = isBusy ? shared.busyLooks + 1 : 0
      guard shared.busyLooks >= Self.mostBusyLooks else { return nil }
      return "the node went on computing after its last run had ended"
    }
  }
}
