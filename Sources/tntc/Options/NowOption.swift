import ArgumentParser
import Glibc
import WorkflowModel

/// The time that a command counts from.
struct NowOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The current time, like 2026-01-31T12:00:00Z (default: that of the clock).", valueName: "time")
  )
  var now: String?

  func validate() throws {
    if let now, CivilTime.seconds(utc: now) == nil {
      throw ValidationError("--now \(now): expected a time in UTC like 2026-01-31T12:00:00Z")
    }
  }

  /// Since 1970.
  var seconds: Int { now.flatMap(CivilTime.seconds) ?? Int(time(nil)) }
}
