/// Whether a name stands for a value in a module, and not for a type alone: Deno erases what is imported for types.
///
/// It answers yes only where no type could stand, as in `name(…)`, `return name` or `const x = name`.
package enum ValueUse {
  /// Those of some names that stand for values, in one walk.
  package static func found(of names: Set<ScriptName>, in script: Script) -> Set<ScriptName> {
    var wanted = names
    var found: Set<ScriptName> = []
    // Behind a bracket that never closes, what calls look like is not known.
    var knowsCalls = true
    for (position, piece) in script.pieces.enumerated() where piece.kind == .name {
      if wanted.isEmpty { break }
      let name = script.name(piece)
      if wanted.contains(name) {
        let place = Place(script: script, position: position, piece: piece)
        if place.isDeclaration {
          // Another thing of this name may be what is used.
          wanted.remove(name)
          found.remove(name)
        } else if !found.contains(name), place.isValue(&knowsCalls) {
          found.insert(name)
        }
      } else if piece.word == .export {
        found.formUnion(exported(Lookahead(script, after: position)).intersection(wanted))
      }
    }
    return found
  }

  /// The names of which a module may declare a value, in one walk; it may export them as types as well.
  package static func declared(in script: Script) -> Set<ScriptName> {
    var names: Set<ScriptName> = []
    // Of the pattern that is being read, as in `const { a, b: c } = …`.
    var patternEnd = 0
    for (position, piece) in script.pieces.enumerated() where piece.kind == .name {
      if piece.start < patternEnd || script.isDeclarationOfValue(position) {
        names.insert(script.name(piece))
      }
      if piece.start >= patternEnd, script.isVariableWord(piece) {
        var ahead = Lookahead(script, after: position)
        if let next = ahead.next(), ahead.spells(next, "{") || ahead.spells(next, "[") {
          patternEnd = ahead.skipBrackets() ? ahead.position : script.bytes.count
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
        names.insert(ScriptName(ahead.script.content(of: first)))
      }
      guard ahead.spells(piece, ",") else {
        return ahead.spells(piece, "}") && !ahead.isNext("from") ? names : []
      }
      words = []
    }
    return []
  }

  private struct Place {
    let script: Script
    let position: Int
    let piece: ScriptPiece

    var isDeclaration: Bool {
      if script[position + 1]?.sign == UInt8(ascii: ":") { return true }
      return ["const", "let", "var", "function", "class"].contains { before(0, is: $0) }
    }

    func isValue(_ knowsCalls: inout Bool) -> Bool {
      guard let last = script[position - 1] else {
        return isTagOrOptionalCall || isCall(after: UInt8(ascii: ";"), &knowsCalls)
      }
      if !before(0, is: "."), isTagOrOptionalCall { return true }
      if before(0, is: "default"), before(1, is: "export") { return true }
      switch last.kind {
      case .templateHead: return true
      case .name:
        let operators: [StaticString] = ["return", "await", "throw", "new", "yield", "delete", "void"]
        return !before(1, is: ".") && operators.contains { before(0, is: $0) }
      case .sign: return isInitialiser || isCall(after: last.sign, &knowsCalls)
      default: return false
      }
    }

    /// `name?.()` and a template behind the name, where no type goes on.
    private var isTagOrOptionalCall: Bool {
      var ahead = Lookahead(script, after: position)
      guard let next = ahead.next(), next.start == piece.end else { return false }
      if next.kind == .template || next.kind == .templateHead { return true }
      guard ahead.spells(next, "?"), let dot = ahead.next() else { return false }
      return ahead.spells(dot, ".") && dot.start == next.end
    }

    /// `const x = name`
    private var isInitialiser: Bool {
      before(0, is: "=") && script[position - 2]?.kind == .name
        && ["const", "let", "var"].contains { before(2, is: $0) }
    }

    private func isCall(after sign: UInt8, _ knowsCalls: inout Bool) -> Bool {
      guard script[position + 1]?.sign == UInt8(ascii: "(") else { return false }
      switch sign {
      // `=> name(…)`, and not the `>` that ends a type.
      case UInt8(ascii: ">"): return before(1, is: "=")
      case UInt8(ascii: "="), UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "!"), UInt8(ascii: "+"),
        UInt8(ascii: "-"), UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: "?"):
        return true
      case UInt8(ascii: ";"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: ","), UInt8(ascii: ":"):
        // A method of this name has a body or a type.
        return endsExpression(position + 1, &knowsCalls)
      default: return false
      }
    }

    /// Whether a parenthesis closes, and neither `{` nor `:` stands behind it.
    private func endsExpression(_ open: Int, _ knowsCalls: inout Bool) -> Bool {
      guard knowsCalls, let end = script.partner(of: open) else {
        knowsCalls = false
        return false
      }
      let next = script[end + 1]?.sign
      return next != UInt8(ascii: "{") && next != UInt8(ascii: ":")
    }

    /// - Parameter distance: from the name; 0 is the piece before it.
    private func before(_ distance: Int, is word: StaticString) -> Bool {
      script[position - 1 - distance].map { script.spells($0, word) } ?? false
    }
  }
}

extension Script {
  fileprivate func isVariableWord(_ piece: ScriptPiece) -> Bool {
    spells(piece, "const") || spells(piece, "let") || spells(piece, "var")
  }

  /// Whether the word at a position is what `const`, `class` and their like declare, also as a further one:
  /// `const a = 1, b = 2`. What is only said to be elsewhere, behind `declare`, is none.
  fileprivate func isDeclarationOfValue(_ position: Int) -> Bool {
    guard let word = self[position - 1] else { return false }
    let isDeclared = self[position - 2].map { spells($0, "declare") || spells($0, "abstract") } ?? false
    if isVariableWord(word) || spells(word, "*") { return !isDeclared }
    for kind: StaticString in ["function", "class", "enum", "namespace"] where spells(word, kind) {
      return !isDeclared
    }
    return spells(word, ",") && self[position + 1]?.sign == UInt8(ascii: "=")
  }
}
