import ArgumentParser
import Comparison
import Reports
import Settings
import YAML

/// How a comparison is printed.
enum DiffFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case markdown
  case json
  case html
  case github
  case sarif

  func render(_ comparison: Comparison, _ configuration: Configuration, isCounted: Bool) -> String {
    switch self {
    case .text: isCounted ? TextReport.summary(comparison) : TextReport.text(comparison)
    case .markdown: isCounted ? MarkdownReport.summary(comparison) : MarkdownReport.text(comparison)
    case .html: HTMLPage.text(comparison, summaryAlone: isCounted)
    case .github: RiskAnnotations.text(comparison, configuration)
    case .sarif: JSON.pretty(RiskLog.value(comparison, configuration)) + "\n"
    case .json: JSON.pretty(JSONReport.value(comparison, counted: isCounted)) + "\n"
    }
  }
}
