import ArgumentParser
import Engine
import Logging
import WorkflowModel
import WorkflowSecrets

struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Answers HTTP: \(EngineContract.runPath), and the requests of Kubernetes and Prometheus.",
    discussion: """
      POST \(EngineContract.runPath) with JSON (or nothing) runs the workflow and returns its result: 200, or 500 \
      when a node failed; 400 for a body that is not JSON, 401 without the token that the secrets hold as \
      \(EngineToken.fileName), 413 for a body that is too large, 429 when there is no room for another run, 503 while the engine is not ready. GET \(EngineContract.healthPath), \
      \(EngineContract.readyPath) and \(EngineContract.metricsPath).

      SIGTERM or SIGINT: the engine accepts no more runs, finishes the current ones, and exits with 0. At SIGTERM \
      \(EngineContract.readyPath) is 503 first, and new runs are still accepted for --drain-delay, as a Service goes \
      on sending requests for a while.
      """)

  @OptionGroup var options: WorkflowOptions
  @OptionGroup var expected: ExpectedFiles

  @Option(name: .long, help: "The port to listen on; 0 takes a free one, which the log names.")
  var port = EngineContract.port

  @Option(name: .long, help: "The address to listen on.")
  var host = "0.0.0.0"

  @Option(name: .long, help: "How many runs may be in progress at once.")
  var maxConcurrentRuns = 100

  @Option(
    name: .long,
    help: """
      How many bytes the body of a request may have; a sixth of --buffer-limit otherwise, and at most \
      \(10 << 20).
      """)
  var bodyLimit: Int?

  @Option(
    name: .long,
    help: """
      How many bytes of requests and outputs may be held at once, for all runs together; a quarter of the \
      container's memory otherwise.
      """)
  var bufferLimit: Int?

  @Option(name: .long, help: "How long new runs are still accepted after SIGTERM; a second signal ends it.")
  var drainDelay = DurationArgument(milliseconds: 1000 * EngineContract.drainDelaySeconds)

  @Option(name: .long, help: "How long current runs may go on after that.")
  var shutdownGrace = DurationArgument(
    milliseconds: 1000
      * (EngineContract.terminationGraceSeconds - EngineContract.drainDelaySeconds
        - EngineContract.shutdownReserveSeconds))

  @Option(name: .long, help: "What to do with a run whose client is gone: finish or cancel.")
  var onDisconnect = EngineOptions.Disconnect.finish

  func validate() throws {
    guard (0...65_535).contains(port) else { throw ValidationError("--port is a number from 0 to 65535") }
    guard maxConcurrentRuns > 0 else { throw ValidationError("--max-concurrent-runs has to be at least 1") }
    guard (0...1 << 28).contains(bodyLimit ?? 0) else {
      throw ValidationError("--body-limit is a number of bytes up to \(1 << 28)")
    }
    guard (1 << 20...1 << 36).contains(bufferLimit ?? 1 << 20) else {
      throw ValidationError("--buffer-limit is a number of bytes from \(1 << 20) to \(1 << 36)")
    }
  }

  func run() async throws {
    var engineOptions = expected.laid(over: options.engine)
    engineOptions.isInPod = true
    engineOptions.host = host
    engineOptions.port = port
    engineOptions.mostRuns = maxConcurrentRuns
    engineOptions.bodyLimit = bodyLimit
    engineOptions.bufferLimit = bufferLimit
    engineOptions.drainDelayMilliseconds = drainDelay.milliseconds
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
