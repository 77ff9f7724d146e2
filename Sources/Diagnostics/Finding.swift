/// A place in a text file, as `TextCursor` counts: line and column start at 1, a column is a code point.
package struct Position: Hashable, Sendable, Comparable {
  package var line: Int
  package var column: Int

  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  package static func < (left: Position, right: Position) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }
}

/// One problem with what a user wrote: where it is, what is wrong, and the way out.
package struct Finding: Hashable, Sendable {
  package enum Severity: String, Sendable {
    case error
    case warning
    /// Worth knowing, and nothing to mend.
    case notice
  }

  package var severity: Severity
  package var rule: Rule
  package var path: String
  package var position: Position?
  package var message: String
  package var excerpt: Excerpt?
  /// What to write into a file, in several lines; ends with a line break.
  package var snippet: String?
  /// The message without what is peculiar to one of many that share the fault, like a workflow to which a patch of all
  /// workflows does not fit; nil for the message itself.
  package var cause: String?

  /// The message, and below it what to write, for reports whose texts have lines.
  package var wholeMessage: String { snippet.map { "\(message)\n\($0)" } ?? message }

  /// What a problem is about; reports for machines know it by its raw value, which never changes.
  package enum Rule: String, Sendable, CaseIterable {
    case input
    case yaml
    case fields
    case name
    case version
    case triggers
    case graph
    case config
    case deployment
    case contract
    case sidecars
    case modules
    case source
    case credential
    case configuration
    case tree
  }

  package init(
    _ severity: Severity = .error, path: String, position: Position? = nil, message: String,
    excerpt: Excerpt? = nil, rule: Rule = .input
  ) {
    self.severity = severity
    self.rule = rule
    self.path = path
    self.position = position
    self.message = message
    self.excerpt = excerpt
  }

  /// The cause in place of the message: findings with one cause are one fault, wherever they show.
  fileprivate var fault: Finding {
    var fault = self
    fault.message = cause ?? message
    return fault
  }

  /// The same, where it must not block the way back to a version: an error is a warning.
  package var asWarning: Finding {
    var finding = self
    if severity == .error { finding.severity = .warning }
    return finding
  }
}

extension [Finding] {
  /// Each fault once, where it was found first; of one that shows in several ways, in how many.
  package var once: [Finding] {
    var shown: [Finding: Set<String>] = [:]
    var first: [Finding] = []
    for finding in self {
      if shown[finding.fault] == nil { first.append(finding) }
      shown[finding.fault, default: []].insert(finding.message)
    }
    return first.map { finding in
      let others = (shown[finding.fault]?.count ?? 1) - 1
      guard others > 0 else { return finding }
      var finding = finding
      finding.message += "; the same with \(Counted.text(others, "other object"))"
      return finding
    }
  }
}
