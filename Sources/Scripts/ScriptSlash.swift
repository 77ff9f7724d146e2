/// What tells a division from a regular expression.
extension ScriptLexer {
  /// Whether `(`, which comes next, opens the condition of a statement, as in `if (…)`.
  var beginsCondition: Bool {
    guard let last, last.kind == .name, !isMember(last, beforeLast) else { return false }
    if spells(last, "await"), let beforeLast { return spells(beforeLast, "for") }
    return spells(last, "if") || spells(last, "while") || spells(last, "for") || spells(last, "with")
  }

  /// Whether a slash would divide what stands before it.
  var isAfterValue: Bool {
    guard let last else { return false }
    switch last.kind {
    case .name: return isMember(last, beforeLast) || !Self.operators.contains { spells(last, $0) }
    case .text, .template, .templateTail, .number, .regularExpression, .unfinished: return true
    case .templateHead, .comment: return false
    case .sign: break
    }
    switch bytes[last.start] {
    case UInt8(ascii: ")"): return !closedCondition
    case UInt8(ascii: "]"): return true
    // The end of an element, as in `</b>` and `<b x={1} />`: no expression begins so.
    case UInt8(ascii: "<"): return last.end == position
    case UInt8(ascii: "}"): return position + 1 < bytes.count && bytes[position + 1] == UInt8(ascii: ">")
    // Of a value that is sure, as in `a!` and `a++`.
    case UInt8(ascii: "!"): return isValue(beforeLast, touching: last)
    case UInt8(ascii: "+"), UInt8(ascii: "-"):
      guard let beforeLast, beforeLast.end == last.start, bytes[beforeLast.start] == bytes[last.start] else {
        return false
      }
      return isValue(beforeThat, touching: beforeLast)
    default: return false
    }
  }

  private static let operators: [StaticString] = [
    "return", "typeof", "case", "in", "of", "await", "yield", "void", "delete", "do", "else", "instanceof",
    "new", "throw", "extends", "default",
  ]

  private func isValue(_ piece: ScriptPiece?, touching next: ScriptPiece) -> Bool {
    guard let piece, piece.end == next.start else { return false }
    switch piece.kind {
    case .name: return !Self.operators.contains { spells(piece, $0) }
    case .sign: return bytes[piece.start] == UInt8(ascii: ")") || bytes[piece.start] == UInt8(ascii: "]")
    default: return true
    }
  }

  private func isMember(_ piece: ScriptPiece, _ before: ScriptPiece?) -> Bool {
    guard let before, before.kind == .sign else { return false }
    return bytes[before.start] == UInt8(ascii: ".")
  }
}
