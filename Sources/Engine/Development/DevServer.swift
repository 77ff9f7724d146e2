import Files
package import Logging
import ServiceLifecycle
import Synchronization

/// Serves a workflow directory while somebody edits it.
package struct DevServer: Sendable {
  private let options: EngineOptions
  private let logger: Logger
  private let report: @Sendable (LoadFailure) -> Void

  /// - Parameter report: told what is wrong with a directory that cannot be run.
  package init(
    _ options: EngineOptions, logger: Logger, report: @Sendable @escaping (LoadFailure) -> Void
  ) {
    var options = options
    options.isDevelopment = true
    self.options = options
    self.logger = logger
    self.report = report
  }

  /// Answers HTTP until SIGTERM or SIGINT, always with the last state of the directory that could be loaded.
  ///
  /// - Parameter onListening: called with the port.
  package func serve(onListening: @escaping @Sendable (Int) -> Void) async throws {
    try await LoopExecutor.with { executor in
      let current = CurrentGeneration()
      let services: [any Service] = [
        ReloadService(
          options: options, logger: logger, executor: executor, current: current, report: report),
        Routes(
          options: options, executor: executor, budget: ByteBudget(bytes: options.bufferLimit),
          current: { current.value }
        ).service(logger, onListening),
        DrainService(
          gate: { current.keep()?.gate }, delay: .zero,
          grace: .milliseconds(options.shutdownGraceMilliseconds),
          logger: logger),
      ]
      try await ServiceGroup.untilSignal(services, logger: logger).run()
    }
  }
}

/// What answers at the moment.
final class CurrentGeneration: Sendable {
  private struct Shared {
    var generation: Generation?
    var number = 0
    var isKept = false
    var retirement: OneTimeSignal?
  }

  private let shared = Mutex(Shared())

  var value: Generation? { shared.withLock(\.generation) }

  /// From now on there is no other: what is edited while the program ends is not served any more.
  func keep() -> Generation? {
    shared.withLock { shared in
      shared.isKept = true
      return shared.generation
    }
  }

  /// Retires the generation before.
  ///
  /// - Parameters:
  ///   - number: later ones are higher.
  ///   - retirement: given when it is the turn of a later one.
  /// - Returns: false when a later one is there already, or the program is about to end.
  func replace(by generation: Generation, number: Int, retirement: OneTimeSignal) -> Bool {
    let (isReplaced, previous) = shared.withLock { shared in
      guard number > shared.number, !shared.isKept else { return (false, nil as OneTimeSignal?) }
      defer { shared = Shared(generation: generation, number: number, retirement: retirement) }
      return (true, shared.retirement)
    }
    previous?.give()
    return isReplaced
  }
}
