package import Diagnostics

/// What is wrong with a YAML or JSON text, and where.
package struct Problem: Error, Hashable, Sendable {
  package let position: Position
  package let message: String

  package init(position: Position, message: String) {
    self.position = position
    self.message = message
  }
}

extension Problem {
  /// With its place, where no file can be shown, as for the value of an option.
  package var text: String { "line \(position.line), column \(position.column): \(message)" }

  /// As a finding in the file that holds the text.
  ///
  /// - Parameter what: stands before the message.
  package func finding(_ what: String = "", path: String, in bytes: [UInt8], rule: Finding.Rule = .input)
    -> Finding
  {
    Finding(
      path: path, position: position, message: what + message,
      excerpt: SourceText(bytes).excerpt(at: position),
      rule: rule)
  }
}
