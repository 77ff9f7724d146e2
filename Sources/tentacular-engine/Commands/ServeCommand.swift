import ArgumentParser
import Engine
import Logging
import WorkflowModel

struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Answers HTTP: \(EngineContract.runPath), and what Kubernetes and Prometheus ask.",
    discussion: """
      POST \(EngineContract.runPath) with JSON (or nothing) runs the workflow and answers its result: 200, or 500 \
      when a node failed; 400 for a body that is not JSON, 413 for one that is too large, 429 when too many runs \
      are under way, 503 while the engine is not ready. GET \(EngineContract.healthPath), \
      \(EngineContract.readyPath) and \(EngineContract.metricsPath).

      SIGTERM or SIGINT: no run is let in any more, those under way are finished, exit 0.
      """)

  @OptionGroup var options: WorkflowOptions
  @OptionGroup var expected: ExpectedFiles

  @Option(name: .long, help: "The port to listen on; 0 takes a free one, which the log names.")
  var port = EngineContract.port

  @Option(name: .long, help: "The address to listen on.")
  var host = "0.0.0.0"

  @Option(name: .long, help: "How many runs may be under way at once.")
  var maxConcurrentRuns = 100

  @Option(name: .long, help: "How many bytes the body of a request may have.")
  var bodyLimit = 10 << 20

  @Option(name: .long, help: "How long runs may go on after SIGTERM.")
  var shutdownGrace = DurationArgument(
    milliseconds: (EngineContract.terminationGraceSeconds - EngineContract.shutdownReserveSeconds) * 1000)

  @Option(name: .long, help: "What becomes of a run whose client is gone: finish or cancel.")
  var onDisconnect = EngineOptions.Disconnect.finish

  func validate() throws {
    guard (0...65_535).contains(port) else { throw ValidationError("--port is a number from 0 to 65535") }
    guard maxConcurrentRuns > 0 else { throw ValidationError("--max-concurrent-runs has to be at least 1") }
    guard (0...1 << 28).contains(bodyLimit) else {
      throw ValidationError("--body-limit is a number of bytes up to \(1 << 28)")
    }
  }

  func run() async throws {
    var engineOptions = expected.laid(over: options.engine)
    engineOptions.isInPod = true
    engineOptions.host = host
    engineOptions.port = port
    engineOptions.mostRuns = maxConcurrentRuns
    engineOptions.bodyLimit = bodyLimit
    engineOptions.shutdownGraceMilliseconds = shutdownGrace.milliseconds
    engineOptions.onDisconnect = onDisconnect
    let settled = engineOptions
    let logger = options.logger()
    let host = host
    try await reportingErrors {
      try await Engine.with(settled, logger: logger) { engine in
        logger.tell(engine.findings)
        try await engine.serve { logger.info("listening on \(host):\($0)") }
      }
    }
  }
}
