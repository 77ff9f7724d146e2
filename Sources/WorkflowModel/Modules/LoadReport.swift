package import Diagnostics
import YAML

/// What the engine says of the nodes that it loaded, as JSON: `tntc validate` reads it, and the two may be of different
/// versions.
package struct LoadReport: Sendable {
  package let findings: [Finding]
  /// Why nothing was loaded, when what the engine itself needs is missing.
  package let obstacle: String?

  package init(_ findings: [Finding], obstacle: String? = nil) {
    (self.findings, self.obstacle) = (findings, obstacle)
  }

  package var json: String {
    var report: Mapping = ["findings": .sequence(findings.map(Self.value))]
    report["obstacle"] = obstacle.map(Value.string)
    return JSON.compact(.mapping(report))
  }

  /// Nil for what is not a report.
  package init?(_ bytes: [UInt8]) {
    guard let report = try? JSON.read(bytes), case .sequence(let items)? = report["findings"] else {
      return nil
    }
    let findings = items.compactMap(Self.finding)
    guard findings.count == items.count else { return nil }
    self.init(findings, obstacle: report["obstacle"]?.text)
  }

  private static func value(_ finding: Finding) -> Value {
    var value: Mapping = [
      "severity": .string(finding.severity.rawValue), "path": .string(finding.path),
      "message": .string(finding.message),
    ]
    value["line"] = finding.position.map { .integer($0.line) }
    value["column"] = finding.position.map { .integer($0.column) }
    value["excerpt"] = finding.excerpt.map { .string($0.text) }
    value["before"] = finding.excerpt.map { .integer($0.before) }
    return .mapping(value)
  }

  private static func finding(_ value: Value) -> Finding? {
    guard let severity = (value["severity"]?.text).flatMap(Finding.Severity.init),
      let path = value["path"]?.text,
      let message = value["message"]?.text
    else { return nil }
    var finding = Finding(severity, path: path, message: message, rule: .modules)
    if let line = integer(value["line"], from: 1), let column = integer(value["column"], from: 1) {
      finding.position = Position(line: line, column: column)
    }
    if let text = value["excerpt"]?.text, let before = integer(value["before"], from: 0) {
      finding.excerpt = Excerpt(text: text, before: before)
    }
    return finding
  }

  private static func integer(_ value: Value?, from least: Int) -> Int? {
    if case .integer(let number)? = value, number >= least { number } else { nil }
  }
}
