import Bytes

/// Where the text of a module names others, for types too, so that they can be written anew.
///
/// Unlike `ModuleScan` it does not ask what is loaded.
package struct SpecifierScan: Sendable {
  package struct Place: Sendable, Hashable {
    package let specifier: String
    /// In the bytes of the module, with the quotes.
    package let range: Range<Int>

    package init(specifier: String, range: Range<Int>) { (self.specifier, self.range) = (specifier, range) }
  }

  package private(set) var places: [Place] = []
  /// Where `import(…)` has what only a run knows.
  package private(set) var computed: [Int] = []

  package init(_ bytes: [UInt8]) {
    var lexer = ScriptLexer(bytes)
    while let piece = lexer.next() {
      if piece.kind == .name, lexer.spells(piece, "import"), !Self.isMember(lexer) {
        if let offset = Self.computedArgument(lexer) { computed.append(offset) }
      } else if piece.kind == .text || piece.kind == .template, Self.isSpecifier(lexer),
        let specifier = lexer.value(of: piece)
      {
        places.append(Place(specifier: specifier, range: piece.start..<piece.end))
      }
    }
  }

  /// Whether the text that was read stands where one names a module.
  private static func isSpecifier(_ lexer: ScriptLexer) -> Bool {
    guard let before = lexer.beforeLast else { return false }
    if lexer.spells(before, "from") || lexer.spells(before, "import") { return true }
    guard lexer.spells(before, "("), let call = lexer.beforeThat,
      lexer.spells(call, "import") || lexer.spells(call, "require") || lexer.spells(call, "resolve")
    else { return false }
    // Of `import("a" + b)` it is a part alone.
    var ahead = Lookahead(lexer)
    return ahead.next().map { ahead.spells($0, ")") || ahead.spells($0, ",") } ?? false
  }

  private static func isMember(_ lexer: ScriptLexer) -> Bool {
    guard let dot = lexer.beforeLast, lexer.spells(dot, ".") else { return false }
    return !(lexer.beforeThat.map { lexer.spells($0, ".") && $0.end == dot.start } ?? false)
  }

  private static func computedArgument(_ lexer: ScriptLexer) -> Int? {
    var ahead = Lookahead(lexer)
    guard ahead.take("("), let first = ahead.next(), !ahead.spells(first, ")") else { return nil }
    guard first.kind == .text || first.kind == .template else { return first.start }
    return ahead.next().map { ahead.spells($0, ")") || ahead.spells($0, ",") } ?? true ? nil : first.start
  }
}
