import ArgumentParser
import Comparison
import Reports
import Settings
import Terminal
import YAML

/// How a comparison is printed.
enum DiffFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case markdown
  case json
  case html
  case github
  case sarif

  func render(_ comparison: Comparison, _ configuration: Configuration, isCounted: Bool) -> StyledText {
    switch self {
    case .text: isCounted ? TextReport.summary(comparison) : TextReport.text(comparison)
    case .markdown:
      StyledText(isCounted ? MarkdownReport.summary(comparison) : MarkdownReport.text(comparison))
    case .html: StyledText(HTMLPage.text(comparison, summaryAlone: isCounted))
    case .github: StyledText(RiskAnnotations.text(comparison, configuration))
    case .sarif: StyledText(JSON.pretty(RiskLog.value(comparison, configuration)) + "\n")
    case .json: StyledText(JSON.pretty(JSONReport.value(comparison, counted: isCounted)) + "\n")
    }
  }
}
