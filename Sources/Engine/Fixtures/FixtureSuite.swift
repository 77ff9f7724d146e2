package import Diagnostics
import Files
package import Logging
import NIOCore
import WorkflowModel
import WorkflowSecrets
import YAML

/// Runs the fixtures of a workflow: nodes in their processes, with the fixture's answers in place of the network.
package struct FixtureSuite: Sendable {
  package enum Selection: Sendable, Equatable {
    case allNodes
    case node(String)
    case pipeline
  }

  package let fixtures: [Fixture]
  /// Nodes without a fixture, in the order of workflow.yaml.
  package let untested: [String]
  /// Of the workflow, its fixtures, and where its code and its contract differ.
  package let findings: [Finding]
  private let options: EngineOptions
  private let logger: Logger

  /// - Parameter isStrict: makes errors of notices where code and contract differ; see `ContractDrift`.
  /// - Throws: `LoadFailure` with everything that is wrong with the workflow or its fixtures, or `FileError`.
  package init(
    _ options: EngineOptions, _ selection: Selection, isStrict: Bool = false, logger: Logger
  ) throws {
    self.options = options
    self.logger = logger
    let loaded = try LoadedWorkflow.load(options)
    var findings: [Finding] = []
    let folder = Path.parent(options.workflowFile)
    let all = try FixtureReader.read(loaded.workflow, in: folder).content {
      findings = $0
    }
    if findings.contains(where: { $0.severity == .error }) { throw LoadFailure(findings: findings) }
    let drift = ContractDrift.findings(loaded.workflow, loaded.source, isStrict: isStrict) {
      Path.join(folder, $0)
    }
    self.findings = loaded.findings + findings + drift
    let nodes = loaded.workflow.nodes.map(\.name)
    if case .node(let name) = selection, !nodes.contains(name) {
      let hint = Suggestion.nearest(to: name, in: nodes).map { "; did you mean `\($0)`?" } ?? ""
      throw LoadFailure(path: options.workflowFile, message: "there is no node `\(name)`\(hint)")
    }
    fixtures = all.filter { fixture in
      switch selection {
      case .allNodes: fixture.subject != .pipeline
      case .node(let name): fixture.subject == .node(name)
      case .pipeline: fixture.subject == .pipeline
      }
    }
    untested = nodes.filter { node in
      (selection == .allNodes || selection == .node(node))
        && !all.contains { $0.subject == .node(node) }
    }
  }

  /// Runs one fixture after the other.
  ///
  /// - Throws: `LoadFailure` when a node that is needed cannot be loaded.
  package func run(_ report: @Sendable @escaping (FixtureResult) -> Void) async throws {
    if fixtures.isEmpty { return }
    try await LoopExecutor.with { executor in
      let generation = try Generation(options, logger: logger, executor: executor, outside: .fixtures)
      defer { generation.remove() }
      try await generation.withNodes(needed) {
        for fixture in fixtures { report(try await run(fixture, in: generation)) }
      }
    }
  }

  /// Nil for all nodes.
  private var needed: Set<String>? {
    var names: Set<String> = []
    for fixture in fixtures {
      guard case .node(let name) = fixture.subject else { return nil }
      names.insert(name)
    }
    return names
  }

  private func run(_ fixture: Fixture, in generation: Generation) async throws -> FixtureResult {
    let runner = generation.runner(config: fixture.config)
    var request = RunRequest(input: ValidJSON(fixture.input))
    request.members = [
      ("config", ValidJSON(.mapping(runner.nodeConfig))), ("secrets", ValidJSON(.mapping(fixture.secrets))),
      ("fetch", ValidJSON(fixture.answers)),
    ]
    let started = Timestamp.now
    let outcome: FixtureResult.Outcome
    switch fixture.subject {
    case .node(let name):
      outcome = Self.outcome(await runner.run(node: name, request), generation.loaded.paths)
    case .pipeline: outcome = Self.outcome(await runner.run(request), of: fixture, generation.loaded.paths)
    }
    return FixtureResult(fixture, outcome, milliseconds: Timestamp.now.milliseconds(since: started))
  }

  private static func outcome(_ outcome: Outcome, _ paths: CopiedPaths) -> FixtureResult.Outcome {
    switch outcome {
    case .output(let output): .output(value(output))
    case .failed(let failure): .error(paths.original(failure.message))
    case .cancelled: .error("the run was cancelled")
    }
  }

  private static func outcome(
    _ result: RunResult, of fixture: Fixture, _ paths: CopiedPaths
  ) -> FixtureResult.Outcome {
    if !result.isSuccess {
      let errors = result.errors.map { "\($0.node): \($0.message)" }
      return .error(paths.original(errors.joined(separator: "\n")))
    }
    var outputs = Mapping()
    for (node, output) in result.outputs { outputs[node] = value(output) }
    if case .output(.mapping(let expected)) = fixture.expectation {
      outputs = Mapping(outputs.filter { expected[$0.key] != nil })
    }
    return .output(.mapping(outputs))
  }

  private static func value(_ json: ValidJSON) -> Value {
    (try? JSON.read(Array(json.bytes.readableBytesView))) ?? .null
  }
}
