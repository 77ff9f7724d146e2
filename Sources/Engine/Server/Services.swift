import Diagnostics
import Logging
import ServiceLifecycle
import Synchronization
import UnixSignals

/// Keeps the nodes' processes, until everything that needs them has ended.
struct NodeService: Service {
  let generation: Generation
  /// Why the nodes must not be run, if they must not.
  let problem: String?
  let logger: Logger
  let failure: Failure

  /// What ended the service, with its own type: a group of services passes on a description.
  final class Failure: Sendable {
    let error = Mutex<(any Error)?>(nil)
  }

  func run() async throws {
    if let problem {
      logger.error("\(problem)")
      try await gracefulShutdown()
      return
    }
    try await cancelWhenGracefulShutdown {
      do {
        let loaded = OneTimeSignal()
        try await withThrowingDiscardingTaskGroup { group in
          group.addTask { await generation.followSecrets() }
          group.addTask {
            await loaded.wait()
            await openOnceSecretsAreThere()
          }
          try await generation.pool.run { loaded.give() }
        }
      } catch {
        failure.error.withLock { $0 = error }
        throw error
      }
    }
  }
}

extension NodeService {
  private static let secretsInterval = Duration.milliseconds(100)

  /// Lets no run in before all that the contract declares is there: it would fail half-way, after what its first nodes
  /// have done.
  private func openOnceSecretsAreThere() async {
    var told: [String] = []
    while !Task.isCancelled {
      let missing = generation.missingSecrets
      if missing.isEmpty { break }
      if missing != told {
        logger.error("\(MissingSecrets.text(missing)); the engine stays unready until the Secret has it")
        told = missing
      }
      try? await Task.sleep(for: Self.secretsInterval)
    }
    if Task.isCancelled { return }
    logger.info("ready")
    generation.gate.open()
  }
}

/// The words for secrets that the contract declares and that are not there.
enum MissingSecrets {
  static func text(_ names: [String]) -> String {
    "the contract declares the secret \(names.map { "`\($0)`" }.joined(separator: ", ")), which is missing"
  }
}

/// A service that gets so much time to end after it was asked to: one client that stalls must not keep a pod.
struct BoundedService<Inner: Service>: Service {
  let inner: Inner
  let limit: Duration

  func run() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await inner.run() }
      group.addTask {
        try await gracefulShutdown()
        try await Task.sleep(for: limit)
      }
      try await group.next()
      group.cancelAll()
      // What was cancelled says so.
      while await group.nextResult() != nil {}
    }
  }
}

/// On shutdown: goes on for a moment until clients no longer get this address, then accepts no run, and waits for those that
/// are under way.
struct DrainService: Service {
  /// Those that let runs in when it begins.
  let gate: @Sendable () -> RunGate?
  /// How long runs are still let in: endpoints are taken out of a Service some time after the pod was told to end.
  let delay: Duration
  let grace: Duration
  let logger: Logger

  func run() async throws {
    let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
    try await gracefulShutdown()
    if delay > .zero, gate()?.leave() == true {
      logger.info("shutting down: no longer ready; new runs are accepted for another \(delay)")
      await pause(signals)
    }
    logger.info("shutting down: finishing the current runs")
    let cancelled = await gate()?.drain(grace: grace) ?? 0
    if cancelled > 0 { logger.error("cancelled after \(grace): \(Counted.text(cancelled, "run"))") }
  }

  /// Until the delay is over; SIGINT, from a person at a terminal, and a second signal end it at once.
  private func pause(_ signals: UnixSignalsSequence) async {
    await withTaskGroup { group in
      group.addTask { try? await Task.sleep(for: delay) }
      group.addTask {
        var count = 0
        for await signal in signals {
          count += 1
          if signal == .sigint || count > 1 { return }
        }
      }
      await group.next()
      group.cancelAll()
    }
  }
}

extension ServiceGroup {
  /// Services that run until SIGTERM or SIGINT, and then end in their own time.
  static func untilSignal(_ services: [any Service], logger: Logger) -> ServiceGroup {
    // Without names, all that a service holds is described: each byte of the version, and secrets.
    let named = services.map {
      ServiceGroupConfiguration.ServiceConfiguration(service: $0, serviceName: "\(type(of: $0))")
    }
    return ServiceGroup(
      configuration: .init(
        services: named, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger.quiet))
  }
}

extension Logger {
  /// For libraries, which tell of every step.
  var quiet: Logger {
    var quiet = self
    quiet.logLevel = max(logLevel, .error)
    return quiet
  }
}
