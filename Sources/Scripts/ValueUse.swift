/// Whether a name stands for a value in a module, and not for a type alone: Deno erases what is imported for types.
///
/// It answers yes only where no type could stand, as in `name(…)`, `return name` or `const x = name`.
package enum ValueUse {
  package static func isFound(of name: String, in bytes: [UInt8]) -> Bool {
    let wanted = Array(name.utf8)
    var lexer = ScriptLexer(bytes)
    // The last three, the latest first.
    var before: [ScriptPiece] = []
    var isFound = false
    while let piece = lexer.next() {
      if piece.kind == .name, lexer.content(of: piece).elementsEqual(wanted) {
        let place = Place(before: before, lexer: lexer)
        // Another thing of this name may be what is used.
        if place.isDeclaration { return false }
        isFound = isFound || place.isValue
      }
      before = [piece] + before.prefix(2)
    }
    return isFound
  }

  private struct Place {
    /// The latest first.
    let before: [ScriptPiece]
    /// Behind the name.
    let lexer: ScriptLexer

    var isDeclaration: Bool {
      if let next = Lookahead(lexer).peek, lexer.spells(next, ":") { return true }
      return ["const", "let", "var", "function", "class"].contains { before(0, is: $0) }
    }

    var isValue: Bool {
      guard let last = before.first else { return false }
      switch last.kind {
      case .templateHead: return true
      case .name:
        let operators: [StaticString] = ["return", "await", "throw", "new", "yield", "delete", "void"]
        return !before(1, is: ".") && operators.contains { before(0, is: $0) }
      case .sign: return isInitialiser || isCall(after: lexer.bytes[last.start])
      default: return false
      }
    }

    /// `const x = name`
    private var isInitialiser: Bool {
      before(0, is: "=") && before.count > 1 && before[1].kind == .name
        && ["const", "let", "var"].contains { before(2, is: $0) }
    }

    private func isCall(after sign: UInt8) -> Bool {
      var ahead = Lookahead(lexer)
      guard ahead.take("(") else { return false }
      switch sign {
      // `=> name(…)`, and not the `>` that ends a type.
      case UInt8(ascii: ">"): return before(1, is: "=")
      case UInt8(ascii: "="), UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "!"), UInt8(ascii: "+"),
        UInt8(ascii: "-"), UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: "?"):
        return true
      case UInt8(ascii: ";"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: ","), UInt8(ascii: ":"):
        // A method of this name has a body or a type.
        guard ahead.skipBrackets() else { return false }
        return !ahead.isNext("{") && !ahead.isNext(":")
      default: return false
      }
    }

    private func before(_ position: Int, is word: StaticString) -> Bool {
      position < before.count && lexer.spells(before[position], word)
    }
  }
}
