import ArgumentParser
import Engine
import Terminal
import YAML

struct TriggerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trigger",
    abstract: "Starts a run over HTTP and prints its result; what a CronJob runs.",
    discussion: """
      Exit codes: 0 the workflow succeeded, 1 it failed, 2 it could not be reached. Only the latter is tried \
      again until the time is over, and only while it is certain that no run was started: when the connection \
      breaks after the request was sent, the run may have been.
      """)

  @Argument(help: "Where to post, like http://uptime-prober:8080/run.")
  var url: String

  @Option(name: .long, help: "The input, JSON.")
  var data = "{}"

  @Option(name: .long, help: "For everything together.")
  var timeout = DurationArgument(milliseconds: 300_000)

  func validate() throws {
    guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
      throw ValidationError("`\(url)` is no URL; expected one like http://uptime-prober:8080/run")
    }
    do {
      _ = try JSON.read(Array(data.utf8), .written)
    } catch {
      throw ValidationError("--data is not JSON: \(error.text)")
    }
  }

  func run() async throws {
    let trigger = Trigger(url: url, data: data, timeout: .milliseconds(timeout.milliseconds))
    let ended = await trigger.run { Console.error("\($0)\n") }
    switch ended {
    case .succeeded(let body): Console.data(body + [UInt8(ascii: "\n")])
    case .failed(let body):
      Console.data(body + [UInt8(ascii: "\n")])
      throw Exit.failed
    case .refused(let message):
      Console.error("error: \(message)\n")
      throw Exit.failed
    case .unreachable(let message):
      Console.error("error: \(message)\n")
      throw Exit.impossible
    }
  }
}
