package import Diagnostics
package import Logging

extension Logger {
  /// A line for each finding, as a log has no room for carets.
  package func tell(_ findings: [Finding]) {
    for finding in findings {
      let place = finding.position.map { ":\($0.line):\($0.column)" } ?? ""
      log(level: finding.severity.level, "\(finding.path)\(place): \(finding.message)")
    }
  }
}

extension Finding.Severity {
  fileprivate var level: Logger.Level {
    switch self {
    case .error: .error
    case .warning: .warning
    case .notice: .notice
    }
  }
}
