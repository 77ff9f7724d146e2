package import Diagnostics
import Files
package import Logging
import ServiceLifecycle
import Synchronization
import UnixSignals
import WorkflowModel
import WorkflowSecrets

/// The engine: a workflow with its nodes' processes, for as long as it is asked to run.
package struct Engine: Sendable {
  private let options: EngineOptions
  private let logger: Logger
  private let executor: LoopExecutor
  private let generation: Generation

  /// Makes an engine, has `body` use it, and removes what it left behind.
  ///
  /// - Throws: `LoadFailure`, or `FileError`.
  package static func with<Result: Sendable>(
    _ options: EngineOptions, logger: Logger, _ body: @Sendable @escaping (Engine) async throws -> Result
  ) async throws -> Result {
    try await LoopExecutor.with { executor in
      let generation = try Generation(options, logger: logger, executor: executor)
      defer { generation.remove() }
      return try await body(
        Engine(options: options, logger: logger, executor: executor, generation: generation))
    }
  }

  package var findings: [Finding] { generation.findings(for: options.workflowFile) }

  /// What is wrong with the files, if others are expected.
  private var digestProblem: String? {
    let loaded = generation.loaded
    if let expected = options.expectedDigest, expected != loaded.digest {
      return
        "the mounted files are not the expected version: their digest is \(loaded.digest), expected \(expected); "
        + "the engine stays unready. The version's ConfigMap was changed, or its number was reused"
    }
    if let expected = options.expectedConfigDigest, expected != loaded.configDigest {
      let found = loaded.configDigest.map { "their digest is \($0)" } ?? "there are none"
      return
        "the files of the config overlay (--config, --dependencies) are not the expected ones: \(found), expected "
        + "\(expected); the engine stays unready. The ConfigMap of the overlay was changed"
    }
    return nil
  }
}

extension Engine {
  /// Why no node could be loaded, whatever its code is.
  package static var obstacle: String? {
    do throws(DenoProgram.Missing) {
      _ = try DenoProgram.find()
      return nil
    } catch {
      return error.message
    }
  }

  /// Loads all nodes and runs none.
  ///
  /// - Parameter types: whether their types are checked as well.
  /// - Throws: `LoadFailure`, with paths as the workflow was given.
  package func check(types: Bool = false) async throws {
    try checkDigest()
    do {
      try await withNodes { _ in }
      let findings = types ? try await generation.typeFindings() : []
      if !findings.isEmpty { throw LoadFailure(findings: findings) }
    } catch let failure as LoadFailure {
      throw LoadFailure(findings: failure.findings.map(shown))
    }
  }

  private func shown(_ finding: Finding) -> Finding {
    let top = generation.loaded.origin + "/"
    guard finding.path.hasPrefix(top) else { return finding }
    var finding = finding
    finding.path = Path.join(Path.parent(options.workflowFile), String(finding.path.dropFirst(top.count)))
    return finding
  }

  /// - Throws: `LoadFailure` when other files are expected.
  package func checkDigest() throws {
    if let digestProblem { throw LoadFailure(path: options.workflowFile, message: digestProblem) }
  }

  /// One run.
  package func run(_ input: ValidJSON) async throws -> (result: RunResult, json: ValidJSON) {
    try await withNodes { runner in
      let result = await runner.run(RunRequest(input: input))
      return (result, result.json(redact: generation.redaction.shown))
    }
  }

  /// - Throws: `Interrupted` at SIGINT or SIGTERM, once the nodes' processes are gone.
  private func withNodes<Result: Sendable>(
    _ body: @Sendable @escaping (Runner) async throws -> Result
  ) async throws -> Result {
    try await withThrowingTaskGroup(of: Result.self) { group in
      group.addTask { try await generation.withNodes { try await body(generation.runner) } }
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

  /// Answers HTTP until SIGTERM or SIGINT, and then until the runs that are under way are done.
  ///
  /// - Parameter onListening: called with the port.
  package func serve(onListening: @escaping @Sendable (Int) -> Void) async throws {
    let failure = NodeService.Failure()
    let generation = generation
    let services: [any Service] = [
      NodeService(generation: generation, problem: digestProblem, logger: logger, failure: failure),
      Routes(
        options: options, executor: executor, budget: ByteBudget(bytes: options.bufferLimit),
        current: { generation }
      ).service(logger, onListening),
      DrainService(
        gate: { generation.gate }, delay: .milliseconds(options.drainDelayMilliseconds),
        grace: .milliseconds(options.shutdownGraceMilliseconds), logger: logger),
    ]
    do {
      try await ServiceGroup.untilSignal(services, logger: logger).run()
    } catch {
      throw failure.error.withLock(\.self) ?? error
    }
  }
}

/// Somebody asked the program to end before it was done.
package struct Interrupted: Error {
  package let signal: Int32
}
