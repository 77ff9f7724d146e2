import ArgumentParser
import Diagnostics
import Files
import Terminal

/// How problems are printed.
enum ProblemFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  /// As annotations of GitHub Actions.
  case github

  /// Text is for people, so it goes beside the output.
  func report(_ findings: [Finding]) {
    switch self {
    case .text: Console.error(findings.map(FindingText.text).joined())
    case .github: Console.output(findings.map(GitHubAnnotation.text).joined())
    }
  }

  func report(_ failure: FileError) {
    switch self {
    case .text: Console.error(FindingText.text(failure))
    case .github: report([Finding(path: failure.path, message: failure.message)])
    }
  }
}
