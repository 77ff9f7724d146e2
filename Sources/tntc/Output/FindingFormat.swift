import ArgumentParser
import Diagnostics
import Terminal
import YAML

/// How findings are printed.
enum FindingFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case json
  case github
  case sarif

  private func render(_ findings: [Finding]) -> StyledText {
    switch self {
    case .text: findings.map(FindingText.text).joined()
    case .json: StyledText(JSON.pretty(.sequence(findings.map(Self.value))) + "\n")
    case .github: StyledText(findings.map(GitHubAnnotation.text).joined())
    case .sarif: StyledText(JSON.pretty(SARIFLog.value(of: findings)) + "\n")
    }
  }

  /// Text is for people, so it goes beside the output; what a program reads is the output.
  func report(_ findings: [Finding]) {
    switch self {
    case .text: Console.error(render(findings))
    case .github: Console.output(render(findings))
    case .json, .sarif: Console.data(render(findings).plain)
    }
  }

  /// The same beside output that is a file for another program. GitHub reads annotations from both streams.
  func reportBesideOutput(_ findings: [Finding]) { Console.error(render(findings)) }

  /// Prints what people read beside the problems. It has no styles where a program reads those.
  func tell(_ text: StyledText) { Console.output(self == .text ? text : StyledText(text.plain)) }

  private static func value(_ finding: Finding) -> Value {
    var object = Mapping()
    object["path"] = .string(finding.path)
    object["line"] = finding.position.map { .integer($0.line) }
    object["column"] = finding.position.map { .integer($0.column) }
    object["severity"] = .string(finding.severity.rawValue)
    object["message"] = .string(finding.wholeMessage)
    return .mapping(object)
  }
}
