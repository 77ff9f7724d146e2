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
    let merge = Problem(ofMergeIn: bytes)
    let place = merge?.position ?? position
    return Finding(
      path: path, position: place, message: merge?.message ?? what + message,
      excerpt: SourceText(bytes).excerpt(at: place), rule: rule)
  }

  /// Why a text cannot be read, whatever the parser stumbled over: a merge is not finished; nil where it has no marks.
  init?(ofMergeIn bytes: [UInt8]) {
    guard let hunk = ConflictMarks(bytes).hunks.first else { return nil }
    self.init(
      position: Position(line: hunk.first, column: 1),
      message:
        "lines \(hunk.first) to \(hunk.last) hold both sides of a merge, between the marks of git; keep what is meant "
        + "and remove the marks")
  }
}
