import Diagnostics

/// How many findings of each severity there are.
struct FindingCounts {
  private let findings: [Finding]

  init(_ findings: [Finding]) { self.findings = findings }

  /// `2 errors, 1 warning, 0 notices`.
  var text: String { "\(brief(.error)), \(brief(.warning)), \(brief(.notice))" }

  /// The same without notices when there are none.
  var withoutEmptyNotices: String {
    findings.contains { $0.severity == .notice } ? text : "\(brief(.error)), \(brief(.warning))"
  }

  private func brief(_ severity: Finding.Severity) -> String {
    Counted.text(findings.count { $0.severity == severity }, severity.rawValue)
  }
}
