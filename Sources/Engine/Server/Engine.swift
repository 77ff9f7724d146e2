package import Diagnostics
import Hummingbird
package import Logging
package import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization
import UnixSignals
import WorkflowModel
import WorkflowSecrets

/// The engine: a workflow with its nodes' processes, for as long as it is asked to run.
package struct Engine: Sendable {
  private let options: EngineOptions
  private let loaded: LoadedWorkflow
  private let logger: Logger
  private let redaction: Redaction
  private let secrets: CurrentSecrets
  private let executor: LoopExecutor
  private let registry = PrometheusRegistry()
  private let metrics: EngineMetrics
  private let scratch: ScratchFolder
  private let pool: NodePool
  private let runner: Runner

  /// - Parameter executor: what all tasks of the engine run on; see `withExecutor`.
  /// - Throws: `LoadFailure`, or `FileError`.
  private init(_ options: EngineOptions, logger: Logger, executor: LoopExecutor) throws {
    self.options = options
    self.logger = logger
    self.executor = executor
    loaded = try LoadedWorkflow.load(options)
    redaction = Redaction()
    secrets = CurrentSecrets(
      sources: SecretSources(directory: loaded.directory, extra: options.secrets), redaction: redaction)
    metrics = EngineMetrics(loaded.workflow, factory: registry)
    let deno: String
    do {
      deno = try DenoProgram.find(options.deno)
    } catch {
      throw LoadFailure(path: options.workflowFile, message: error.message)
    }
    scratch = try ScratchFolder.make(loaded.denoConfiguration)
    let secrets = secrets
    pool = NodePool(
      NodeProcess.Shared(
        loaded: loaded, scratch: scratch, deno: deno,
        memory: NodeMemory(wanted: options.nodeMemory, nodes: loaded.workflow.nodes.count),
        loop: executor.loop, logger: logger, redaction: redaction, secrets: { secrets.value }),
      metrics: metrics)
    runner = Runner(
      loaded: loaded, workers: pool.workers, metrics: metrics, logger: logger, redaction: redaction)
  }

  /// Makes an engine, has `body` use it, and removes what it left behind.
  package static func with<Result: Sendable>(
    _ options: EngineOptions, logger: Logger, _ body: @Sendable @escaping (Engine) async throws -> Result
  ) async throws -> Result {
    let executor = LoopExecutor(loop: MultiThreadedEventLoopGroup(numberOfThreads: 1).next())
    return try await withTaskExecutorPreference(executor) {
      let engine = try Engine(options, logger: logger, executor: executor)
      defer { engine.scratch.remove() }
      return try await body(engine)
    }
  }

  /// What is worth knowing before a run: of the workflow, its secrets, and what its nodes may reach.
  package var warnings: [Finding] {
    let isOpen = loaded.workflow.nodes.contains { loaded.workflow.networkAccess(of: $0) == .unrestricted }
    let open = Finding(
      .warning, path: options.workflowFile,
      message: "nodes may reach every host, as nothing names those that they need; list them in each node's "
        + "`capabilities.net`, or in `contract.dependencies`")
    return loaded.warnings + secrets.findings + (isOpen ? [open] : [])
  }

  /// What is wrong with the files, if others are expected.
  private var digestProblem: String? {
    guard let expected = options.expectedDigest, expected != loaded.digest else { return nil }
    return "these are not the files of the expected version: their digest is \(loaded.digest), expected "
      + "\(expected); the engine stays unready. A version's ConfigMap was changed, or its number reused"
  }
}

extension Engine {
  /// Loads all nodes and runs none.
  package func check() async throws {
    try checkDigest()
    try await withNodes { _ in }
  }

  /// - Throws: `LoadFailure` when other files are expected.
  package func checkDigest() throws {
    if let digestProblem { throw LoadFailure(path: options.workflowFile, message: digestProblem) }
  }

  /// One run.
  package func run(_ input: ByteBuffer) async throws -> (result: RunResult, json: ByteBuffer) {
    try await withNodes { runner in
      let result = await runner.run(RunRequest(input: input))
      return (result, result.json(redact: redaction.redact))
    }
  }

  /// - Throws: `Interrupted` at SIGINT or SIGTERM, once the nodes' processes are gone.
  private func withNodes<Result: Sendable>(
    _ body: @Sendable @escaping (Runner) async throws -> Result
  ) async throws -> Result {
    try await withThrowingTaskGroup(of: Result.self) { group in
      group.addTask { try await withPool(body) }
      group.addTask {
        for await signal in await UnixSignalsSequence(trapping: .sigint, .sigterm) {
          throw Interrupted(signal: signal.rawValue)
        }
        throw CancellationError()
      }
      defer { group.cancelAll() }
      guard let result = try await group.next() else { throw CancellationError() }
      return result
    }
  }

  private func withPool<Result: Sendable>(_ body: (Runner) async throws -> Result) async throws -> Result {
    let (ready, source) = AsyncStream<Void>.makeStream()
    return try await withThrowingTaskGroup { group in
      group.addTask {
        defer { source.finish() }
        try await pool.run { source.yield() }
      }
      for await _ in ready {
        let result = try await body(runner)
        group.cancelAll()
        return result
      }
      try await group.waitForAll()
      throw CancellationError()
    }
  }

  /// Answers HTTP until SIGTERM or SIGINT, and then until the runs that are under way are done.
  ///
  /// - Parameter onListening: called with the port.
  package func serve(onListening: @escaping @Sendable (Int) -> Void) async throws {
    let gate = RunGate(most: options.mostRuns)
    var quiet = logger
    quiet.logLevel = max(logger.logLevel, .error)
    let failure = NodeService.Failure()
    let services: [any Service] = [
      NodeService(pool: pool, problem: digestProblem, logger: logger, failure: failure, onReady: gate.open),
      SecretsService(secrets: secrets, pool: pool, logger: logger),
      application(gate, quiet, onListening),
      DrainService(gate: gate, grace: .milliseconds(options.shutdownGraceMilliseconds), logger: logger),
    ]
    let group = ServiceGroup(
      configuration: .init(services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet))
    do {
      try await group.run()
    } catch {
      throw failure.error.withLock(\.self) ?? error
    }
  }

  private func application(
    _ gate: RunGate, _ logger: Logger, _ onListening: @escaping @Sendable (Int) -> Void
  ) -> some Service {
    let routes = Routes(
      options: options, gate: gate, runner: runner, registry: registry, metrics: metrics, executor: executor,
      redaction: redaction)
    return Application(
      router: routes.router(),
      server: .http1(configuration: .init(additionalChannelHandlers: [DisconnectHandler()])),
      configuration: .init(address: .hostname(options.host, port: options.port)),
      onServerRunning: { onListening($0.localAddress?.port ?? 0) },
      eventLoopGroupProvider: .shared(executor.loop), logger: logger)
  }
}

/// Somebody asked the program to end before it was done.
package struct Interrupted: Error {
  package let signal: Int32
}
