package import Diagnostics
package import Files

/// Findings as compilers print them: `path:line:column: error: message`, the line, and a caret.
package enum FindingText {
  /// A longer source line is shown around the column only.
  private static let window = 100

  package static func text(_ finding: Finding) -> String {
    let path = oneLine(finding.path)
    let place = finding.position.map { "\(path):\($0.line):\($0.column)" } ?? path
    let head = "\(place): \(finding.severity.rawValue): \(oneLine(finding.message))\n"
    guard let position = finding.position, let line = finding.sourceLine, !line.isEmpty else { return head }
    return head + excerpt(line, column: position.column)
  }

  package static func text(_ failure: FileError) -> String {
    "\(oneLine(failure.path)): error: \(failure.message)\n"
  }

  private static func excerpt(_ line: String, column: Int) -> String {
    let scalars = Array(line.unicodeScalars)
    let caret = min(max(column - 1, 0), scalars.count)
    let start = scalars.count <= window ? 0 : max(0, min(caret - window / 2, scalars.count - window))
    let shown = scalars[start..<min(start + window, scalars.count)].map(printable)
    let before = scalars[start..<caret].map { $0 == "\t" ? "\t" : " " }
    return "  \(shown.joined())\n  \(before.joined())^\n"
  }

  /// A line of a file, its tabs as they are.
  package static func line(_ text: String) -> String {
    text.unicodeScalars.map(printable).joined()
  }

  /// What a terminal would obey is shown, not sent.
  private static func printable(_ scalar: Unicode.Scalar) -> String {
    switch scalar.properties.generalCategory {
    case .control where scalar != "\t", .lineSeparator, .paragraphSeparator, .format: "\u{FFFD}"
    default: String(scalar)
    }
  }

  package static func oneLine(_ message: String) -> String {
    message.unicodeScalars.map { scalar in
      switch scalar {
      case "\n": "\\n"
      case "\t": "\\t"
      default: printable(scalar)
      }
    }.joined()
  }
}
