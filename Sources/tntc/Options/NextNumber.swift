import ArgumentParser
import WorkflowModel

/// Which number comes next.
enum NextNumber: String, ExpressibleByArgument, CaseIterable {
  /// The last part of the number is raised.
  case next
  case patch
  case minor
  case major

  /// Nil for the last part, whichever that is.
  var part: VersionNumber.Part? { VersionNumber.Part(rawValue: rawValue) }
}
