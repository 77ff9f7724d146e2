import Logging
import NIOCore
import WorkflowModel
import YAML

/// Runs the graph: stage after stage, the nodes of a stage at the same time, each with its retries.
package struct Runner: Sendable {
  let plan: RunPlan
  let hosts: [NodeHost]
  let workflow: Workflow
  let config: Config
  let nodeConfig: Mapping
  let metrics: EngineMetrics
  let logger: Logger
  let redaction: Redaction
  private let timeoutText: String
  private let version: String

  init(
    loaded: LoadedWorkflow, hosts: [NodeHost], metrics: EngineMetrics, logger: Logger, redaction: Redaction
  ) {
    plan = RunPlan(loaded.workflow)
    self.hosts = hosts
    workflow = loaded.workflow
    config = loaded.config
    nodeConfig = loaded.nodeConfig
    self.metrics = metrics
    self.logger = logger
    self.redaction = redaction
    timeoutText = Self.text(milliseconds: loaded.config.timeoutMilliseconds)
    version = loaded.workflow.version.text
  }

  /// Runs to the end; cancelling the task ends it early.
  nonisolated(nonsending) package func run(_ request: RunRequest) async -> RunResult {
    metrics.runStarted()
    let started = Timestamp.now
    let opening = request.opening
    var results: [RunResult.NodeResult?] = Array(repeating: nil, count: plan.nodes.count)
    for stage in plan.stages {
      if Task.isCancelled { break }
      await run(stage, request, opening, &results)
      guard stage.allSatisfy({ if case .output? = results[$0]?.outcome { true } else { false } }) else {
        break
      }
    }
    let result = RunResult(
      id: request.id, wasCancelled: Task.isCancelled && !RunResult.isWhole(results), workflow: workflow.name,
      version: version, plan: plan, nodes: results, started: started, completed: started.at(.now()))
    finish(result)
    return result
  }

  /// One attempt of one node, with the run's input.
  nonisolated(nonsending) func run(node name: String, _ request: RunRequest) async -> Outcome {
    guard let number = plan.nodes.firstIndex(where: { $0.name.hasSameBytes(as: name) }) else {
      return .failed(NodeFailure("there is no node `\(name)`"))
    }
    return await hosts[number].invoke(
      timeoutMilliseconds: config.timeoutMilliseconds, timeoutText: timeoutText,
      Invocation(opening: request.opening, input: request.input))
  }

  nonisolated(nonsending) private func run(
    _ stage: [Int], _ request: RunRequest, _ opening: ByteBuffer, _ results: inout [RunResult.NodeResult?]
  ) async {
    if stage.count == 1, let number = stage.first {
      let invocation = Invocation(opening: opening, input: input(of: number, request, results))
      results[number] = await run(number, invocation, request)
      return
    }
    await withTaskGroup(of: (Int, RunResult.NodeResult).self) { group in
      for number in stage {
        let invocation = Invocation(opening: opening, input: input(of: number, request, results))
        group.addTask { (number, await run(number, invocation, request)) }
      }
      for await (number, result) in group { results[number] = result }
    }
  }

  /// All attempts of a node.
  nonisolated(nonsending) private func run(
    _ number: Int, _ invocation: Invocation, _ request: RunRequest
  ) async -> RunResult.NodeResult {
    let started = NIODeadline.now()
    var begun = started
    var attempt = 1
    while true {
      let outcome = await counted(
        await hosts[number].invoke(
          timeoutMilliseconds: config.timeoutMilliseconds, timeoutText: timeoutText, invocation), request)
      let completed = NIODeadline.now()
      metrics.attempted(number, outcome, nanoseconds: Int((completed - begun).nanoseconds))
      guard case .failed(let failure) = outcome else {
        return RunResult.NodeResult(
          outcome: outcome, started: started, completed: completed, attempts: attempt)
      }
      report(number, failure, attempt, request)
      guard attempt <= config.retries, failure.kind.isRetried, !Task.isCancelled else {
        return RunResult.NodeResult(
          outcome: .failed(withAttempts(failure, attempt)), started: started, completed: completed,
          attempts: attempt)
      }
      metrics.retried(number)
      let pause = EngineContract.backoffMilliseconds(beforeRetry: attempt)
      do { try await Task.sleep(for: .milliseconds(pause)) } catch {
        return RunResult.NodeResult(
          outcome: .cancelled, started: started, completed: .now(), attempts: attempt)
      }
      begun = .now()
      attempt += 1
    }
  }

  /// An output is kept until the run has been answered.
  nonisolated(nonsending) private func counted(_ outcome: Outcome, _ request: RunRequest) async -> Outcome {
    guard case .output(let output) = outcome, let share = request.share else { return outcome }
    let count = output.bytes.readableBytes
    if await share.takeShedding(count * ByteBudget.copiesOfOutput) { return outcome }
    return .failed(
      NodeFailure(
        "the output has \(count) bytes, more than is left of the memory for requests and outputs "
          + "(--buffer-limit)", kind: .output))
  }

  private func withAttempts(_ failure: NodeFailure, _ attempts: Int) -> NodeFailure {
    guard attempts > 1 else { return failure }
    return NodeFailure(
      "\(failure.message) [\(attempts) attempts]", kind: failure.kind, place: failure.place)
  }

  /// No incoming edge: the run's input; one: that node's output; several: an object by node.
  private func input(of number: Int, _ request: RunRequest, _ results: [RunResult.NodeResult?]) -> ValidJSON {
    let sources = plan.sources[number]
    if sources.isEmpty { return request.input }
    if sources.count == 1 { return output(of: results[sources[0]]) }
    var inputs = JSONObjectWriter()
    for source in sources { inputs.write(plan.keys[source], output(of: results[source])) }
    return inputs.finish()
  }

  /// A node runs when those before it have their output.
  private func output(of result: RunResult.NodeResult?) -> ValidJSON {
    if case .output(let output)? = result?.outcome { output } else { .null }
  }

  private func report(_ number: Int, _ failure: NodeFailure, _ attempt: Int, _ request: RunRequest) {
    logger.warning(
      "\(redaction.shown(failure.text))",
      metadata: [
        "node": "\(plan.nodes[number].name)", "runId": "\(request.id)",
        "attempt": "\(attempt) of \(config.retries + 1)",
      ])
  }

  private func finish(_ result: RunResult) {
    metrics.runEnded(result)
    let outcome = result.isSuccess ? "succeeded" : result.wasCancelled ? "was cancelled" : "failed"
    logger.log(
      level: result.isSuccess ? .info : .error, "the run \(outcome) after \(result.milliseconds) ms",
      metadata: ["runId": "\(result.id)"])
  }

  private static func text(milliseconds: Int) -> String {
    milliseconds % 1000 == 0 ? "\(milliseconds / 1000) s" : "\(milliseconds) ms"
  }
}
