import ArgumentParser
import Engine
import Terminal
import WorkflowModel
import WorkflowSecrets
import YAML

struct TriggerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trigger",
    abstract: "Starts a run over HTTP and reports how it ended; CronJobs run this command.",
    discussion: """
      The answer is printed without its outputs, which do not belong in a log; --output prints all of it. \
      Where the engine has a token, it is sent.

      Exit codes: 0 the workflow succeeded, 1 it failed, 2 it could not be reached. Only the latter is tried \
      again until the time is over, and only while it is certain that no run was started: when the connection \
      breaks after the request was sent, the run may have been.
      """)

  @Argument(help: "Where to post, like http://uptime-prober:8080/run.")
  var url: String

  @Option(name: .long, help: "The input, JSON.")
  var data = "{}"

  @Flag(name: .long, help: "Print the whole answer, with the outputs of the nodes.")
  var output = false

  @Option(name: .long, help: "A file with the engine's token; without it none is sent.")
  var tokenFile = "\(EngineContract.secretsFolder)/\(EngineToken.fileName)"

  @Option(name: .long, help: "The time limit for everything together.")
  var timeout = DurationArgument(milliseconds: 300_000)

  func validate() throws {
    guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
      throw ValidationError("`\(url)` is not a URL; expected one like http://uptime-prober:8080/run")
    }
    do {
      _ = try JSON.read(Array(data.utf8), .written)
    } catch {
      throw ValidationError("--data is not JSON: \(error.text)")
    }
  }

  func run() async throws {
    let trigger = Trigger(
      url: url, data: data, timeout: .milliseconds(timeout.milliseconds), tokenFile: tokenFile,
      onPart: output ? Self.show : nil)
    let ended = await trigger.run { Console.error("\($0)\n") }
    switch ended {
    case .succeeded(let summary): end(summary)
    case .failed(let summary):
      end(summary)
      throw Exit.failed
    case .unreadable(let succeeded, let message):
      let outcome = succeeded ? "warning: the workflow succeeded, but" : "error: the workflow failed, and"
      Console.error("\(outcome) \(message)\n")
      if !succeeded { throw Exit.failed }
    case .refused(let message):
      Console.error("error: \(message)\n")
      throw Exit.failed
    case .unreachable(let message):
      Console.error("error: \(message)\n")
      throw Exit.impossible
    }
  }

  private func end(_ summary: [UInt8]) {
    if !output { Self.show(summary) }
    Self.show([UInt8(ascii: "\n")])
  }

  @Sendable private static func show(_ bytes: [UInt8]) { Console.data(bytes) }
}
