package import Diagnostics
package import Files

/// Findings as compilers print them: `path:line:column: error: message`, the line, and a caret.
package enum FindingText {
  package static func text(_ finding: Finding) -> StyledText {
    let path = oneLine(finding.path)
    let place = finding.position.map { "\(path):\($0.line):\($0.column)" } ?? path
    var told = head(place, finding.severity, finding.message)
    if let excerpt = finding.excerpt, !excerpt.text.isEmpty { told += text(excerpt) }
    if let snippet = finding.snippet { told.append(indented(snippet), nil) }
    return told
  }

  private static func head(_ place: String, _ severity: Finding.Severity, _ message: String) -> StyledText {
    "\(place, .strong): \(severity.rawValue, severity.style): \(oneLine(message))\n"
  }

  private static func indented(_ snippet: String) -> String {
    snippet.split(separator: "\n").map { "    \(line(String($0)))\n" }.joined()
  }

  package static func text(_ failure: FileError) -> StyledText {
    "\(oneLine(failure.path), .strong): \(Finding.Severity.error.rawValue, .error): \(failure.message)\n"
  }

  /// The caret stands below the first cell of its character: what is before it is as wide as above, tabs by tabs.
  private static func text(_ excerpt: Excerpt) -> StyledText {
    let shown = excerpt.text.unicodeScalars.map(printable).joined()
    var cells = CellWidth()
    let before = excerpt.text.unicodeScalars.prefix(excerpt.before).map { scalar in
      scalar == "\t"
        ? "\t"
        : String(repeating: " ", count: printable(scalar).unicodeScalars.reduce(0) { $0 + cells.next($1) })
    }
    return "  \(shown)\n  \(before.joined())\("^", .caret)\n"
  }

  /// A line of a file, its tabs as they are.
  package static func line(_ text: String) -> String { PlainText.shown(text) }

  /// What a terminal would obey is shown, not sent.
  private static func printable(_ scalar: Unicode.Scalar) -> String {
    switch scalar.properties.generalCategory {
    case .control where scalar != "\t", .lineSeparator, .paragraphSeparator, .format: "\u{FFFD}"
    default: String(scalar)
    }
  }

  package static func oneLine(_ message: String) -> String {
    // Nearly every text, and asking for the class of each character takes long.
    if message.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return message }
    return message.unicodeScalars.map { scalar in
      switch scalar {
      case "\n": "\\n"
      case "\t": "\\t"
      default: printable(scalar)
      }
    }.joined()
  }
}

extension Finding.Severity {
  package var style: Style {
    switch self {
    case .error: .error
    case .warning: .warning
    case .notice: .notice
    }
  }
}
