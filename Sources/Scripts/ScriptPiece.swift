public import Bytes

/// A piece of TypeScript: what it is, and the bytes that it takes.
///
/// Public, as the compiler inlines nothing of `package` into other modules, where loops go over all pieces. For the same
/// reason those loops ask for kinds and words by `case`, which needs no call, and not by `==`.
public struct ScriptPiece: Sendable {
  /// What a piece is.
  public enum Kind: Sendable {
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

  // Small, as a module of 4 KB has a thousand of them.

  /// What it is.
  public let kind: Kind
  /// The word, if it is one of those that are asked for at every piece.
  public let word: ScriptWord
  /// The byte of a sign; 0 for every other piece.
  public let sign: UInt8
  @usableFromInline let first: Int32
  @usableFromInline let last: Int32
  /// The position of a bracket: the partner of a bracket, and what is around every other piece; -1 where there is none.
  @usableFromInline var link: Int32

  init(_ kind: Kind, _ range: Range<Int>, word: ScriptWord = .other, sign: UInt8 = 0, link: Int32) {
    (self.kind, self.word, self.sign, self.link) = (kind, word, sign, link)
    (first, last) = (Int32(truncatingIfNeeded: range.lowerBound), Int32(truncatingIfNeeded: range.upperBound))
  }

  /// The first byte, counted from 0.
  @inlinable public var start: Int { Int(first) }
  /// Behind the last byte.
  @inlinable public var end: Int { Int(last) }

  /// Whether it is one of `{}[]()`.
  @inlinable public var isBracket: Bool { sign.isIn("{}[]()") }
  /// The position of the bracket that closes this one, or that it closes.
  @inlinable public var partner: Int? { isBracket && link >= 0 ? Int(link) : nil }
  /// The position of the innermost bracket around a piece that is no bracket, closed or not.
  @inlinable public var bracket: Int? { isBracket || link < 0 ? nil : Int(link) }
}
