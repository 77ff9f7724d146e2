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

  func run() async throws {
    let options = options
    let logger = options.logger(to: STDERR_FILENO)
    try await reportingErrors {
      let warnings = try await Engine.with(options.engine, logger: logger) { engine in
        try await engine.check()
        return engine.warnings
      }
      Console.error(warnings.map(FindingText.text).joined())
      if warnings.contains(where: { $0.severity == .error }) { throw Exit.failed }
      Console.output("\(options.workflow): all nodes can be loaded\n")
    }
  }
}
