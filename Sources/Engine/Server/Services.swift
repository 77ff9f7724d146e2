import Diagnostics
import Logging
import ServiceLifecycle
import Synchronization
import WorkflowSecrets

/// Keeps the nodes' processes, until everything that needs them has ended.
struct NodeService: Service {
  let pool: NodePool
  /// Why the nodes must not be run, if they must not.
  let problem: String?
  let logger: Logger
  let failure: Failure
  let onReady: @Sendable () -> Void

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
        try await pool.run {
          logger.info("ready")
          onReady()
        }
      } catch {
        failure.error.withLock { $0 = error }
        throw error
      }
    }
  }
}

/// Reads the secrets again when their mount changes.
struct SecretsService: Service {
  let secrets: CurrentSecrets
  let pool: NodePool
  let logger: Logger

  private static let interval = Duration.seconds(1)

  func run() async throws {
    try? await cancelWhenGracefulShutdown {
      while true {
        try await Task.sleep(for: Self.interval)
        guard let reading = secrets.refresh() else { continue }
        for finding in reading.findings { logger.error("\(finding.path): \(finding.message)") }
        guard reading.isUsable else { continue }
        pool.update(secrets.value)
        logger.info("the secrets have changed and are in use")
      }
    }
  }
}

/// On shutdown: lets no run in, and waits for those that are under way.
struct DrainService: Service {
  let gate: RunGate
  let grace: Duration
  let logger: Logger

  func run() async throws {
    try await gracefulShutdown()
    logger.info("shutting down: finishing the runs that are under way")
    let cancelled = await gate.drain(grace: grace)
    if cancelled > 0 { logger.error("\(cancelled) runs were cancelled, as they took longer than \(grace)") }
  }
}
