/// A piece of TypeScript: what it is, and the bytes that it takes.
package struct ScriptPiece: Sendable {
  package enum Kind: Sendable {
    case name
    /// A text in quotes.
    case text
    /// A template without expressions.
    case template
    /// A template up to its first expression, or from one expression to the next.
    case templateHead
    /// A template from its last expression to its end.
    case templateTail
    case number
    case regularExpression
    case sign
    /// A text or a template that does not end.
    case unfinished
    /// Only where comments are asked for.
    case comment
  }

  package let kind: Kind
  // Half as wide as Int: the lexer keeps three of them up to date.
  private let first: Int32
  private let last: Int32

  init(kind: Kind, start: Int, end: Int) {
    (self.kind, first, last) = (kind, Int32(truncatingIfNeeded: start), Int32(truncatingIfNeeded: end))
  }

  /// The first byte, counted from 0.
  package var start: Int { Int(first) }
  /// Behind the last byte.
  package var end: Int { Int(last) }
}
