import Diagnostics
import Files
import Logging
import WorkflowModel
import WorkflowSecrets
import YAML

/// A workflow directory as it was at one moment, with the processes of its nodes and the runs in them.
///
/// `serve` has one; `dev` makes another whenever a file changes. A class, as each request asks for it several times,
/// and a copy of all that it has would cost as much as a node.
final class Generation: Sendable {
  let loaded: LoadedWorkflow
  let redaction = Redaction()
  let secrets: CurrentSecrets
  private let needs: SecretNeeds
  let registry = PrometheusRegistry(help: EngineMetrics.help)
  let metrics: EngineMetrics
  let pool: NodePool
  let runner: Runner
  let gate: RunGate
  private let scratch: ScratchFolder
  private let deno: String
  private let logger: Logger

  private static let secretsInterval = Duration.seconds(1)

  /// - Throws: `LoadFailure`, or `FileError`.
  init(
    _ options: EngineOptions, logger: Logger, executor: LoopExecutor, outside: NodeContext.Outside = .network
  ) throws {
    self.logger = logger
    let given = try LoadedWorkflow.load(options)
    // Fixtures answer in the place of every host.
    if outside == .network, !options.isCodeAlone {
      try given.refuseIncompleteDependencies(options.workflowFile)
    }
    secrets = CurrentSecrets(
      sources: SecretSources(directory: given.origin, extra: options.secrets), redaction: redaction)
    let needs = SecretNeeds(
      given.source, nodes: given.workflow.nodes, contract: given.workflow.contract, filled: given.contract
    ) { Path.join(given.origin, $0) }
    self.needs = needs
    metrics = EngineMetrics(given.workflow, factory: registry)
    do {
      deno = try DenoProgram.find()
    } catch {
      throw LoadFailure(path: options.workflowFile, message: error.message)
    }
    scratch = try ScratchFolder.make()
    loaded = given.moved(to: try scratch.copy(given.source))
    redaction.name(loaded.paths)
    try scratch.write(loaded.denoConfiguration)
    let secrets = secrets
    pool = NodePool(
      NodeContext(
        outside: outside, loaded: loaded, scratch: scratch,
        modules: ModuleCache(loaded, scratch: scratch, deno: deno), deno: deno,
        memory: NodeMemory(wanted: options.nodeMemory, nodes: loaded.workflow.nodes.count),
        memoryWatch: MemoryWatch(limit: ContainerMemory.limit) { ProcessUse.own.ownMemory ?? 0 },
        mostAttempts: options.mostRuns, loop: executor.loop, logger: logger, redaction: redaction,
        metrics: metrics, secrets: { secrets.value }, needs: needs))
    runner = Runner(
      loaded: loaded, hosts: pool.hosts, metrics: metrics, logger: logger, redaction: redaction)
    let pool = pool
    gate = RunGate(most: options.mostRuns) { pool.overloaded }
  }

  /// A runner with more laid over `config:`.
  func runner(config: Mapping) -> Runner {
    Runner(
      loaded: loaded.overlaid(with: config), hosts: pool.hosts, metrics: metrics, logger: logger,
      redaction: redaction)
  }

  /// Has `body` use the nodes once they are ready.
  ///
  /// - Parameter wanted: the nodes that are needed, by name; nil for all.
  /// - Throws: `LoadFailure` when one of them cannot be loaded.
  func withNodes<Result: Sendable>(
    _ wanted: Set<String>? = nil, _ body: () async throws -> Result
  ) async throws -> Result {
    let (ready, source) = AsyncStream<Void>.makeStream()
    return try await withThrowingTaskGroup { group in
      group.addTask {
        defer { source.finish() }
        try await self.pool.run(wanted) { source.yield() }
      }
      for await _ in ready {
        let result = try await body()
        group.cancelAll()
        return result
      }
      try await group.waitForAll()
      throw CancellationError()
    }
  }

  /// What is wrong with the types of the nodes.
  func typeFindings() async throws -> [Finding] {
    try await TypeCheck(loaded: loaded, scratch: scratch, deno: deno).findings()
  }

  /// Prometheus text.
  var exposition: String {
    pool.measure()
    return registry.exposition
  }

  /// Secrets that the contract declares and that are not there, as a contract names them.
  var missingSecrets: [String] {
    secrets.value.missing(of: (loaded.contract?.dependencies ?? []).compactMap(\.secret)).map(\.text)
  }

  /// Removes what it left behind.
  func remove() { scratch.remove() }

  /// What is worth knowing before a run: of the workflow, its secrets, and what its nodes may reach.
  func findings(for file: String) -> [Finding] {
    let notices = secrets.value.services.isEmpty ? [] : needs.notices
    return loaded.findings + secrets.findings + notices + loaded.reach.findings(path: file)
  }

  /// Reads the secrets again whenever their files change, until the task is cancelled.
  func followSecrets() async {
    while (try? await Task.sleep(for: Self.secretsInterval)) != nil {
      redaction.forget()
      // Hundreds of values take a while to be read and to be looked for.
      let reading = await withTaskExecutorPreference(globalConcurrentExecutor) { secrets.refresh() }
      guard let reading else { continue }
      logger.tell(reading.findings)
      guard reading.isUsable else { continue }
      pool.update(secrets.value)
      logger.info("the secrets have changed, and the new ones are in use")
    }
  }
}
