/// What tells a division from a regular expression.
extension ScriptLexer {
  /// Whether a slash at a place, which comes next, would divide what stands before it.
  func isAfterValue(_ bytes: Span<UInt8>, _ place: Int, _ pieces: borrowing Pieces) -> Bool {
    guard let position = Self.position(before: pieces.count, pieces) else { return false }
    let last = pieces[position]
    switch last.kind {
    case .name: return Self.isMember(position, pieces) || !last.word.isOperator
    case .text, .template, .templateTail, .number, .regularExpression, .unfinished: return true
    case .templateHead, .comment: return false
    case .sign: break
    }
    switch last.sign {
    case UInt8(ascii: ")"): return !closedCondition(pieces)
    case UInt8(ascii: "]"): return true
    // The end of an element, as in `</b>` and `<b x={1} />`: no expression begins so.
    case UInt8(ascii: "<"): return last.end == place
    case UInt8(ascii: "}"): return place + 1 < bytes.count && bytes[place + 1] == UInt8(ascii: ">")
    // Of a value that is sure, as in `a!` and `a++`.
    case UInt8(ascii: "!"): return Self.isValue(before: position, pieces)
    case UInt8(ascii: "+"), UInt8(ascii: "-"):
      guard let first = Self.position(before: position, pieces), pieces[first].end == last.start,
        pieces[first].sign == last.sign
      else { return false }
      return Self.isValue(before: first, pieces)
    default: return false
    }
  }

  /// Whether the last parentheses are the condition of a statement, as in `if (…)`.
  private func closedCondition(_ pieces: borrowing Pieces) -> Bool {
    guard let open = lastOpened, let position = Self.position(before: open, pieces) else { return false }
    switch pieces[position].word {
    case .if, .while, .for, .with: return !Self.isMember(position, pieces)
    case .await:
      guard let before = Self.position(before: position, pieces) else { return false }
      return pieces[before].word == .for
    default: return false
    }
  }

  /// The position of the piece before another one, that is no comment.
  private static func position(before position: Int, _ pieces: borrowing Pieces) -> Int? {
    var position = position - 1
    while position >= 0, case .comment = pieces[position].kind { position -= 1 }
    return position >= 0 ? position : nil
  }

  /// Whether a value ends where the piece at a position begins.
  private static func isValue(before position: Int, _ pieces: borrowing Pieces) -> Bool {
    guard let before = self.position(before: position, pieces) else { return false }
    let piece = pieces[before]
    guard piece.end == pieces[position].start else { return false }
    switch piece.kind {
    case .name: return !piece.word.isOperator
    case .sign: return piece.sign == UInt8(ascii: ")") || piece.sign == UInt8(ascii: "]")
    default: return true
    }
  }

  /// Whether the name at a position is that of a member.
  private static func isMember(_ position: Int, _ pieces: borrowing Pieces) -> Bool {
    guard let before = self.position(before: position, pieces) else { return false }
    return pieces[before].sign == UInt8(ascii: ".")
  }
}
