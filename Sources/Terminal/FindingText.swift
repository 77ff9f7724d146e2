package import Diagnostics
package import Files

/// Findings as compilers print them: `path:line:column: error: message`, the line, and a caret.
package enum FindingText {
  package static func text(_ finding: Finding) -> String {
    let path = oneLine(finding.path)
    let place = finding.position.map { "\(path):\($0.line):\($0.column)" } ?? path
    let head = "\(place): \(finding.severity.rawValue): \(oneLine(finding.message))\n"
    let shown = finding.excerpt.map { $0.text.isEmpty ? "" : text($0) } ?? ""
    return head + shown + (finding.snippet.map(indented) ?? "")
  }

  private static func indented(_ snippet: String) -> String {
    snippet.split(separator: "\n").map { "    \(line(String($0)))\n" }.joined()
  }

  package static func text(_ failure: FileError) -> String {
    "\(oneLine(failure.path)): error: \(failure.message)\n"
  }

  /// The caret stands below the first cell of its character: what is before it is as wide as above, tabs by tabs.
  private static func text(_ excerpt: Excerpt) -> String {
    let shown = excerpt.text.unicodeScalars.map(printable).joined()
    var cells = CellWidth()
    let before = excerpt.text.unicodeScalars.prefix(excerpt.before).map { scalar in
      scalar == "\t"
        ? "\t"
        : String(repeating: " ", count: printable(scalar).unicodeScalars.reduce(0) { $0 + cells.next($1) })
    }
    return "  \(shown)\n  \(before.joined())^\n"
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
