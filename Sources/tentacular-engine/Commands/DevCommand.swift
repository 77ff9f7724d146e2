import ArgumentParser
import Diagnostics
import Engine
import Logging
import Terminal
import WorkflowModel

struct DevCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dev",
    abstract: "Serves a workflow while you edit it, for this machine only.",
    discussion: """
      Every change in the workflow directory takes effect within a second: workflow.yaml, nodes, the modules that \
      they import, deno.json, secrets. An edit that cannot be loaded is shown with its place, and the last loaded \
      version stays in use. Runs in progress end in the version in which they began.

      curl -d '{}' localhost:\(EngineContract.port)\(EngineContract.runPath)
      """)

  @OptionGroup var options: WorkflowOptions

  @Option(name: .long, help: "The port to listen on; 0 takes a free one, which the log names.")
  var port = EngineContract.port

  @Option(name: .long, help: "The address to listen on.")
  var host = "127.0.0.1"

  func validate() throws {
    guard (0...65_535).contains(port) else { throw ValidationError("--port is a number from 0 to 65535") }
  }

  func run() async throws {
    var engineOptions = options.engine
    engineOptions.host = host
    engineOptions.port = port
    engineOptions.shutdownGraceMilliseconds = 1000
    let logger = options.logger()
    let host = host
    let server = DevServer(engineOptions, logger: logger) { failure in
      Console.error(failure.findings.map(FindingText.text).joined())
    }
    try await reportingErrors {
      try await server.serve { logger.info("listening on \(host):\($0)") }
    }
  }
}
