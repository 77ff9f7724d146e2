/// Reads on behind a place, on a copy of the lexer.
struct Lookahead {
  private(set) var lexer: ScriptLexer
  private var end = 0

  init(_ lexer: ScriptLexer) { self.lexer = lexer }

  /// Behind the piece that was taken last.
  var position: Int { lexer.position }

  mutating func next() -> ScriptPiece? {
    let piece = lexer.next()
    end = piece?.end ?? lexer.bytes.count
    return piece
  }

  func spells(_ piece: ScriptPiece, _ word: StaticString) -> Bool { lexer.spells(piece, word) }

  /// Whether the next piece is this word or sign; it is taken in any case.
  mutating func take(_ word: StaticString) -> Bool { next().map { lexer.spells($0, word) } ?? false }

  var peek: ScriptPiece? {
    var ahead = self
    return ahead.next()
  }

  func isNext(_ word: StaticString) -> Bool {
    var ahead = self
    return ahead.take(word)
  }

  /// `with { type: "json" }` behind a specifier.
  func attributes() -> ModuleRequest.Attributes {
    var ahead = self
    guard let word = ahead.next() else { return .none }
    if ahead.spells(word, "assert") {
      return !hasLineBreak(before: word) && ahead.take("{") ? .assertion : .none
    }
    guard ahead.spells(word, "with"), ahead.take("{") else { return .none }
    if hasLineBreak(before: word) { return .detached }
    return ahead.members()
  }

  /// The second argument of `import("…", { with: { type: "json" } })`.
  mutating func options() -> ModuleRequest.Attributes {
    guard let first = next() else { return .computed }
    if lexer.spells(first, ")") { return .none }
    guard lexer.spells(first, "{"), let key = next() else { return .computed }
    // Deno goes by `with` alone.
    if lexer.spells(key, "}") || lexer.spells(key, "assert") { return .none }
    guard lexer.spells(key, "with") || lexer.value(of: key) == "with", take(":"), take("{") else {
      return .computed
    }
    return members()
  }

  /// The members of `{ type: "json" }`, of which one is known.
  private mutating func members() -> ModuleRequest.Attributes {
    var result = ModuleRequest.Attributes.none
    while let key = next(), !lexer.spells(key, "}") {
      guard let name = lexer.value(of: key) ?? word(key), take(":"), let value = next(),
        let text = lexer.value(of: value)
      else { return .computed }
      if name != "type" { return .unknown(name) }
      result = .type(text)
      var ahead = self
      if let comma = ahead.next(), lexer.spells(comma, ",") { self = ahead }
    }
    return result
  }

  private func word(_ piece: ScriptPiece) -> String? {
    piece.kind == .name ? String(decoding: lexer.content(of: piece), as: UTF8.self) : nil
  }

  /// Whether `.Name` follows, as behind the type `import("…")`; of a promise it would be a method.
  func isTypeMember() -> Bool {
    var ahead = self
    guard ahead.take("."), let name = ahead.next(), name.kind == .name else { return false }
    return !lexer.spells(name, "then") && !lexer.spells(name, "catch") && !lexer.spells(name, "finally")
  }

  /// What kind of literal begins here, which is then taken whole; nil for anything else.
  mutating func literal(_ first: ScriptPiece) -> String? {
    switch first.kind {
    case .text, .template: return "a string"
    case .number: return "a number"
    case .regularExpression: return "a regular expression"
    case .name:
      for word: StaticString in ["null", "undefined"] where lexer.spells(first, word) { return "\(word)" }
      return lexer.spells(first, "true") || lexer.spells(first, "false") ? "a boolean" : nil
    case .sign:
      let isList = lexer.spells(first, "[")
      guard isList || lexer.spells(first, "{"), skipBrackets() else { return nil }
      return isList ? "an array" : "an object"
    case .templateHead, .templateTail, .unfinished, .comment: return nil
    }
  }

  /// Moves behind the bracket that closes the one that was taken.
  mutating func skipBrackets() -> Bool {
    var depth = 1
    while depth > 0, let piece = next() {
      guard piece.kind == .sign else { continue }
      switch lexer.bytes[piece.start] {
      case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "("): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ")"): depth -= 1
      default: break
      }
    }
    return depth == 0
  }

  /// Whether nothing goes on with an expression that ends here.
  mutating func isAtEndOfExpression() -> Bool {
    let end = end
    guard let piece = next() else { return true }
    if lexer.spells(piece, ";") || lexer.spells(piece, "as") || lexer.spells(piece, "satisfies") {
      return true
    }
    return piece.kind == .name && hasLineBreak(end..<piece.start)
  }

  private func hasLineBreak(before piece: ScriptPiece) -> Bool { hasLineBreak(end..<piece.start) }

  private func hasLineBreak(_ range: Range<Int>) -> Bool {
    lexer.bytes[range].contains { $0 == 0x0A || $0 == 0x0D }
  }
}
