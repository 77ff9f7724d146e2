import ArgumentParser
import WorkflowModel

/// How long a command waits for a cluster.
struct WaitOption: ParsableArguments {
  @Option(
    defaultAsFlag: WaitLimit.usual,
    help: ArgumentHelp(
      "With --cluster: wait until it runs what the tree says, or cannot, at most this long, like 90s or 1h30m.",
      valueName: "duration"))
  var wait: WaitLimit?

  func validate() throws {
    guard let text = AttachedValue.unreadable("--wait", as: WaitLimit.self) else { return }
    do {
      _ = try DurationText(text)
    } catch {
      throw ValidationError("--wait=\(text): \(error.reason)")
    }
  }
}

/// A duration of the command line, like `90s` or `5m`.
struct WaitLimit: ExpressibleByArgument, CustomStringConvertible {
  static let usual = WaitLimit(seconds: 300, description: "5m")

  let seconds: Int
  let description: String

  private init(seconds: Int, description: String) {
    (self.seconds, self.description) = (seconds, description)
  }

  init?(argument: String) {
    guard let duration = try? DurationText(argument) else { return nil }
    self.init(seconds: (duration.milliseconds + 999) / 1000, description: argument)
  }
}
