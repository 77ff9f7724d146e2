import Diagnostics
import Terminal

/// How many findings of each severity there are.
struct FindingCounts {
  private let findings: [Finding]

  init(_ findings: [Finding]) { self.findings = findings }

  /// `2 errors, 1 warning, 0 notices`.
  var text: StyledText { "\(brief(.error)), \(brief(.warning)), \(brief(.notice))" }

  /// The same without notices when there are none.
  var withoutEmptyNotices: StyledText {
    findings.contains { $0.severity == .notice } ? text : "\(brief(.error)), \(brief(.warning))"
  }

  private func brief(_ severity: Finding.Severity) -> StyledText {
    let count = findings.count { $0.severity == severity }
    return StyledText(Counted.text(count, severity.rawValue), count == 0 ? nil : severity.style)
  }
}
