import Diagnostics

/// A finding as a workflow command of GitHub Actions, which shows it beside the line that it is about.
enum GitHubAnnotation {
  static func text(_ finding: Finding) -> String {
    var properties = ["file=\(escaped(finding.path, alsoIn: ":,"))"]
    if let position = finding.position {
      properties += ["line=\(position.line)", "col=\(position.column)"]
    }
    let message = escaped(finding.wholeMessage, alsoIn: "")
    return "::\(finding.severity.rawValue) \(properties.joined(separator: ","))::\(message)\n"
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
