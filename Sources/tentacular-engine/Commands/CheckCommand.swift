import ArgumentParser
import Diagnostics
import Engine
import Glibc
import Terminal

struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Loads the workflow with its configuration, secrets and nodes, and runs nothing.")

  @OptionGroup var options: WorkflowOptions
  @OptionGroup var expected: ExpectedFiles

  func run() async throws {
    let options = options
    let engineOptions = expected.laid(over: options.engine)
    let logger = options.logger(to: STDERR_FILENO)
    try await reportingErrors {
      let findings = try await Engine.with(engineOptions, logger: logger) { engine in
        try await engine.check()
        return engine.findings
      }
      Console.error(findings.map(FindingText.text).joined())
      if findings.contains(where: { $0.severity == .error }) { throw Exit.failed }
      Console.output("\(options.workflow): all nodes can be loaded\n")
    }
  }
}
