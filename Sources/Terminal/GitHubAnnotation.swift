package import Diagnostics

/// A finding as a workflow command of GitHub Actions, which shows it beside the line that it is about.
package enum GitHubAnnotation {
  package static func text(_ finding: Finding) -> String {
    text(
      severity: finding.severity, path: finding.path, position: finding.position, title: nil,
      message: finding.wholeMessage)
  }

  package static func text(
    severity: Finding.Severity, path: String, position: Position?, title: String?, message: String
  ) -> String {
    var properties = ["file=\(escaped(path, alsoIn: ":,"))"]
    if let position { properties += ["line=\(position.line)", "col=\(position.column)"] }
    if let title { properties.append("title=\(escaped(title, alsoIn: ":,"))") }
    return "::\(severity.rawValue) \(properties.joined(separator: ","))::\(escaped(message, alsoIn: ""))\n"
  }

  /// `%`, line breaks and, in properties, `:` and `,` would end the value.
  private static func escaped(_ text: String, alsoIn extra: String) -> String {
    text.unicodeScalars.map { scalar in
      switch scalar {
      case "%": "%25"
      case "\r": "%0D"
      case "\n": "%0A"
      case ":" where extra.unicodeScalars.contains(scalar): "%3A"
      case "," where extra.unicodeScalars.contains(scalar): "%2C"
      default: String(scalar)
      }
    }.joined()
  }
}
