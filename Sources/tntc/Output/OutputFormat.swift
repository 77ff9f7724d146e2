import ArgumentParser
import Terminal
import YAML

/// How commands print what they found.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case json
  /// As text, with problems as annotations of GitHub Actions.
  case github

  var problems: FindingFormat { self == .github ? .github : .text }

  /// Prints a result in the form that is asked for; the other one is not made.
  func print(_ text: @autoclosure () throws -> StyledText, or value: @autoclosure () -> Value) rethrows {
    switch self {
    case .text, .github: problems.tell(try text())
    case .json: Console.data(JSON.pretty(value()) + "\n")
    }
  }
}
