import ArgumentParser
import Diagnostics
import Engine
import Glibc
import Terminal
import WorkflowModel

struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Loads the workflow with its configuration, secrets and nodes, and runs nothing.")

  @OptionGroup var options: WorkflowOptions
  @OptionGroup var expected: ExpectedFiles

  @Flag(help: "Have Deno check the types of the nodes, too.")
  var types = false

  @Flag(help: "Print problems of the code as JSON, and exit with 0; for `tntc validate`.")
  var json = false

  func run() async throws {
    let options = options
    let engineOptions = expected.laid(over: options.engine)
    let logger = options.logger(to: STDERR_FILENO)
    let types = types
    if json { return try await reportingErrors { try await report(engineOptions) } }
    try await reportingErrors {
      let findings = try await Engine.with(engineOptions, logger: logger) { engine in
        try await engine.check(types: types)
        return engine.findings
      }
      Console.error(findings.map(FindingText.text).joined())
      if findings.contains(where: { $0.severity == .error }) { throw Exit.failed }
      Console.output("\(options.workflow): all nodes can be loaded\n")
    }
  }

  /// The code alone: where managed dependencies are is said by the settings of environments.
  private func report(_ engineOptions: EngineOptions) async throws {
    var report = LoadReport([], obstacle: Engine.obstacle)
    if report.obstacle == nil {
      var engineOptions = engineOptions
      engineOptions.isCodeAlone = true
      let (settled, types) = (engineOptions, types)
      do {
        try await Engine.with(settled, logger: options.logger(to: STDERR_FILENO)) {
          try await $0.check(types: types)
        }
      } catch let failure as LoadFailure {
        report = LoadReport(failure.findings)
      }
    }
    Console.data("\(report.json)\n")
  }
}
