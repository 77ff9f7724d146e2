/// Whether a name stands for a value in a module, and not for a type alone: Deno erases what is imported for types.
///
/// It answers yes only where no type could stand, as in `name(…)`, `return name` or `const x = name`.
package enum ValueUse {
  /// Those of some names that stand for values, in one walk.
  package static func found(of names: Set<ScriptName>, in bytes: [UInt8]) -> Set<ScriptName> {
    var wanted = names
    var found: Set<ScriptName> = []
    var lexer = ScriptLexer(bytes)
    // The last three, the latest first.
    var before: [ScriptPiece] = []
    var ends = BracketEnds(bytes)
    while !wanted.isEmpty, let piece = lexer.next() {
      if piece.kind == .name {
        let name = lexer.name(piece)
        if wanted.contains(name) {
          let place = Place(before: before, piece: piece, lexer: lexer)
          if place.isDeclaration {
            // Another thing of this name may be what is used.
            wanted.remove(name)
            found.remove(name)
          } else if !found.contains(name), place.isValue(&ends) {
            found.insert(name)
          }
        } else if lexer.spells(piece, "export") {
          found.formUnion(exported(Lookahead(lexer)).intersection(wanted))
        }
      }
      before = [piece] + before.prefix(2)
    }
    return found
  }

  /// The names of which a module may declare a value, in one walk; it may export them as types as well.
  package static func declared(in bytes: [UInt8]) -> Set<ScriptName> {
    var names: Set<ScriptName> = []
    var lexer = ScriptLexer(bytes)
    // Of the pattern that is being read, as in `const { a, b: c } = …`.
    var patternEnd = 0
    while let piece = lexer.next() {
      guard piece.kind == .name else { continue }
      if piece.start < patternEnd || lexer.isDeclarationOfValue { names.insert(lexer.name(piece)) }
      if piece.start >= patternEnd, lexer.isVariableWord(piece) {
        var ahead = Lookahead(lexer)
        if let next = ahead.next(), ahead.spells(next, "{") || ahead.spells(next, "[") {
          patternEnd = ahead.skipBrackets() ? ahead.position : bytes.count
        }
      }
    }
    return names
  }

  /// The names of `{ a, b as c, type T }` behind `export` that are values; none when they are of another module.
  private static func exported(_ ahead: Lookahead) -> Set<ScriptName> {
    var ahead = ahead
    guard ahead.take("{") else { return [] }
    var names: Set<ScriptName> = []
    var words: [ScriptPiece] = []
    while let piece = ahead.next() {
      if piece.kind == .name || piece.kind == .text {
        words.append(piece)
        continue
      }
      if let first = words.first, !(words.count.isMultiple(of: 2) && ahead.spells(first, "type")) {
        names.insert(ScriptName(ahead.lexer.content(of: first)))
      }
      guard ahead.spells(piece, ",") else {
        return ahead.spells(piece, "}") && !ahead.isNext("from") ? names : []
      }
      words = []
    }
    return []
  }

  private struct Place {
    /// The latest first.
    let before: [ScriptPiece]
    let piece: ScriptPiece
    /// Behind the name.
    let lexer: ScriptLexer

    var isDeclaration: Bool {
      if let next = Lookahead(lexer).peek, lexer.spells(next, ":") { return true }
      return ["const", "let", "var", "function", "class"].contains { before(0, is: $0) }
    }

    func isValue(_ ends: inout BracketEnds) -> Bool {
      guard let last = before.first else {
        return isTagOrOptionalCall || isCall(after: UInt8(ascii: ";"), &ends)
      }
      if !before(0, is: "."), isTagOrOptionalCall { return true }
      if before(0, is: "default"), before(1, is: "export") { return true }
      switch last.kind {
      case .templateHead: return true
      case .name:
        let operators: [StaticString] = ["return", "await", "throw", "new", "yield", "delete", "void"]
        return !before(1, is: ".") && operators.contains { before(0, is: $0) }
      case .sign: return isInitialiser || isCall(after: lexer.bytes[last.start], &ends)
      default: return false
      }
    }

    /// `name?.()` and a template behind the name, where no type goes on.
    private var isTagOrOptionalCall: Bool {
      var ahead = Lookahead(lexer)
      guard let next = ahead.next(), next.start == piece.end else { return false }
      if next.kind == .template || next.kind == .templateHead { return true }
      guard ahead.spells(next, "?"), let dot = ahead.next() else { return false }
      return ahead.spells(dot, ".") && dot.start == next.end
    }

    /// `const x = name`
    private var isInitialiser: Bool {
      before(0, is: "=") && before.count > 1 && before[1].kind == .name
        && ["const", "let", "var"].contains { before(2, is: $0) }
    }

    private func isCall(after sign: UInt8, _ ends: inout BracketEnds) -> Bool {
      guard let open = Lookahead(lexer).peek, lexer.spells(open, "(") else { return false }
      switch sign {
      // `=> name(…)`, and not the `>` that ends a type.
      case UInt8(ascii: ">"): return before(1, is: "=")
      case UInt8(ascii: "="), UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "!"), UInt8(ascii: "+"),
        UInt8(ascii: "-"), UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: "?"):
        return true
      case UInt8(ascii: ";"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: ","), UInt8(ascii: ":"):
        // A method of this name has a body or a type.
        return ends.endsExpression(open)
      default: return false
      }
    }

    private func before(_ position: Int, is word: StaticString) -> Bool {
      position < before.count && lexer.spells(before[position], word)
    }
  }
}

extension ScriptLexer {
  fileprivate func isVariableWord(_ piece: ScriptPiece) -> Bool {
    spells(piece, "const") || spells(piece, "let") || spells(piece, "var")
  }

  /// Whether the word that was read is what `const`, `class` and their like declare, also as a further one:
  /// `const a = 1, b = 2`. What is only said to be elsewhere, behind `declare`, is none.
  fileprivate var isDeclarationOfValue: Bool {
    guard let word = beforeLast else { return false }
    let isDeclared = beforeThat.map { spells($0, "declare") || spells($0, "abstract") } ?? false
    if isVariableWord(word) || spells(word, "*") { return !isDeclared }
    for kind: StaticString in ["function", "class", "enum", "namespace"] where spells(word, kind) {
      return !isDeclared
    }
    return spells(word, ",") && Lookahead(self).isNext("=")
  }
}
