/// What tells a division from a regular expression.
extension ScriptLexer {
  /// Whether `(`, which comes next, opens the condition of a statement, as in `if (…)`.
  var beginsCondition: Bool {
    guard let last else { return false }
    switch last.word {
    case .if, .while, .for, .with: return !Self.isMember(beforeLast)
    case .await: return !Self.isMember(beforeLast) && beforeLast?.word == .for
    default: return false
    }
  }

  /// Whether a slash would divide what stands before it.
  var isAfterValue: Bool {
    guard let last else { return false }
    switch last.kind {
    case .name: return Self.isMember(beforeLast) || !last.word.isOperator
    case .text, .template, .templateTail, .number, .regularExpression, .unfinished: return true
    case .templateHead, .comment: return false
    case .sign: break
    }
    switch last.sign {
    case UInt8(ascii: ")"): return !closedCondition
    case UInt8(ascii: "]"): return true
    // The end of an element, as in `</b>` and `<b x={1} />`: no expression begins so.
    case UInt8(ascii: "<"): return last.end == position
    case UInt8(ascii: "}"): return position + 1 < bytes.count && bytes[position + 1] == UInt8(ascii: ">")
    // Of a value that is sure, as in `a!` and `a++`.
    case UInt8(ascii: "!"): return Self.isValue(beforeLast, touching: last)
    case UInt8(ascii: "+"), UInt8(ascii: "-"):
      guard let beforeLast, beforeLast.end == last.start, beforeLast.sign == last.sign else { return false }
      return Self.isValue(beforeThat, touching: beforeLast)
    default: return false
    }
  }

  private static func isValue(_ piece: ScriptPiece?, touching next: ScriptPiece) -> Bool {
    guard let piece, piece.end == next.start else { return false }
    switch piece.kind {
    case .name: return !piece.word.isOperator
    case .sign: return piece.sign == UInt8(ascii: ")") || piece.sign == UInt8(ascii: "]")
    default: return true
    }
  }

  /// Whether a name behind this piece is that of a member.
  private static func isMember(_ before: ScriptPiece?) -> Bool { before?.sign == UInt8(ascii: ".") }
}
