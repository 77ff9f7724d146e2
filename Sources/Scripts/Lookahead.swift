/// Reads on behind a place in a script.
struct Lookahead {
  let script: Script
  /// Of the piece that comes next.
  private var place: Int
  private var end = 0

  /// - Parameter position: behind which it begins.
  init(_ script: Script, after position: Int) { (self.script, place) = (script, position + 1) }

  /// Behind the piece that was taken last, in bytes.
  var position: Int { end }

  mutating func next() -> ScriptPiece? {
    let piece = script[place]
    if piece != nil { place += 1 }
    end = piece?.end ?? script.bytes.count
    return piece
  }

  func spells(_ piece: ScriptPiece, _ word: StaticString) -> Bool { script.spells(piece, word) }

  /// Whether the next piece is this word or sign; it is taken in any case.
  mutating func take(_ word: StaticString) -> Bool { next().map { script.spells($0, word) } ?? false }

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
    if script.spells(first, ")") { return .none }
    guard script.spells(first, "{"), let key = next() else { return .computed }
    // Deno goes by `with` alone.
    if script.spells(key, "}") || script.spells(key, "assert") { return .none }
    guard script.spells(key, "with") || script.value(of: key) == "with", take(":"), take("{") else {
      return .computed
    }
    return members()
  }

  /// The members of `{ type: "json" }`, of which one is known.
  private mutating func members() -> ModuleRequest.Attributes {
    var result = ModuleRequest.Attributes.none
    while let key = next(), !script.spells(key, "}") {
      guard let name = script.value(of: key) ?? word(key), take(":"), let value = next(),
        let text = script.value(of: value)
      else { return .computed }
      if name != "type" { return .unknown(name) }
      result = .type(text)
      var ahead = self
      if let comma = ahead.next(), script.spells(comma, ",") { self = ahead }
    }
    return result
  }

  private func word(_ piece: ScriptPiece) -> String? {
    piece.kind == .name ? String(decoding: script.content(of: piece), as: UTF8.self) : nil
  }

  /// Whether `.Name` follows, as behind the type `import("…")`; of a promise it would be a method.
  func isTypeMember() -> Bool {
    var ahead = self
    guard ahead.take("."), let name = ahead.next(), name.kind == .name else { return false }
    return !script.spells(name, "then") && !script.spells(name, "catch") && !script.spells(name, "finally")
  }

  /// What kind of literal begins here, which is then taken whole; nil for anything else.
  mutating func literal(_ first: ScriptPiece) -> String? {
    switch first.kind {
    case .text, .template: return "a string"
    case .number: return "a number"
    case .regularExpression: return "a regular expression"
    case .name:
      for word: StaticString in ["null", "undefined"] where script.spells(first, word) { return "\(word)" }
      return script.spells(first, "true") || script.spells(first, "false") ? "a boolean" : nil
    case .sign:
      let isList = script.spells(first, "[")
      guard isList || script.spells(first, "{"), skipBrackets() else { return nil }
      return isList ? "an array" : "an object"
    case .templateHead, .templateTail, .unfinished, .comment: return nil
    }
  }

  /// Moves behind the bracket that closes the one that was taken.
  mutating func skipBrackets() -> Bool {
    var depth = 1
    while depth > 0, let piece = next() {
      guard piece.kind == .sign else { continue }
      switch script.bytes[piece.start] {
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
    if script.spells(piece, ";") || script.spells(piece, "as") || script.spells(piece, "satisfies") {
      return true
    }
    return piece.kind == .name && hasLineBreak(end..<piece.start)
  }

  private func hasLineBreak(before piece: ScriptPiece) -> Bool { hasLineBreak(end..<piece.start) }

  private func hasLineBreak(_ range: Range<Int>) -> Bool {
    script.bytes[range].contains { $0 == 0x0A || $0 == 0x0D }
  }
}
