import Bytes

/// What a module of TypeScript or JavaScript says of other files, told by its pieces alone.
package struct ModuleScan: Sendable {
  package internal(set) var requests: [ModuleRequest] = []
  package internal(set) var mentions: [FileMention] = []
  package internal(set) var defaultExport = DefaultExport.none
  /// Names behind `export`, of values and types; not all of them.
  package internal(set) var exported: Set<ScriptName> = []
  var types: Set<ScriptName> = []
  var values: Set<ScriptName> = []
  /// Whether it passes on what another module exports.
  package internal(set) var passesOn = false

  package init(_ bytes: [UInt8]) {
    var lexer = ScriptLexer(bytes)
    var openBrackets = 0
    while let piece = lexer.next() {
      if piece.kind == .sign {
        switch bytes[piece.start] {
        case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "("): openBrackets += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ")"): openBrackets = max(0, openBrackets - 1)
        default: break
        }
        continue
      }
      guard piece.kind == .name else { continue }
      switch piece.end - piece.start {
      case 3 where lexer.spells(piece, "URL"):
        if let last = lexer.beforeLast, lexer.spells(last, "new") { readURL(lexer) }
      case 6 where lexer.spells(piece, "import") && !Self.isMember(lexer):
        readImport(lexer, after: lexer.beforeLast)
      case 6 where lexer.spells(piece, "export") && !Self.isMember(lexer):
        readExport(lexer, at: piece, isInBrackets: openBrackets > 0)
      default: break
      }
    }
  }

  /// Whether the word that was read is the name of a member, as in `a.import`; `...import(…)` is none.
  private static func isMember(_ lexer: ScriptLexer) -> Bool {
    guard let dot = lexer.beforeLast, lexer.spells(dot, ".") else { return false }
    return !(lexer.beforeThat.map { lexer.spells($0, ".") && $0.end == dot.start } ?? false)
  }
}

extension ModuleScan {
  /// Whether a name that is exported is declared as a type alone there, which Deno erases.
  package func isTypeAlone(_ name: ScriptName) -> Bool { types.contains(name) && !values.contains(name) }

  private mutating func readImport(_ lexer: ScriptLexer, after last: ScriptPiece?) {
    var ahead = Lookahead(lexer)
    guard let first = ahead.next() else { return }
    if ahead.spells(first, "(") {
      readCall(&ahead, isTypeQuery: last.map { lexer.spells($0, "typeof") } ?? false)
    } else if ahead.spells(first, ".") {
      readResolve(&ahead)
    } else if first.kind == .text {
      add(first, &ahead)
    } else {
      guard !isErased(first, ahead) else { return }
      readClause(first, &ahead)
    }
  }

  /// `import("…")`, unless it is a type.
  private mutating func readCall(_ ahead: inout Lookahead, isTypeQuery: Bool) {
    guard let text = ahead.next(), let specifier = ahead.lexer.value(of: text), let next = ahead.next() else {
      return
    }
    var attributes = ModuleRequest.Attributes.none
    if ahead.spells(next, ",") {
      attributes = ahead.options()
    } else if !ahead.spells(next, ")") {
      return
    }
    if isTypeQuery || attributes == .none && ahead.spells(next, ")") && ahead.isTypeMember() { return }
    requests.append(
      ModuleRequest(specifier: specifier, offset: text.start, attributes: attributes))
  }

  /// `import.meta.resolve("…")`
  private mutating func readResolve(_ ahead: inout Lookahead) {
    guard ahead.take("meta"), ahead.take("."), ahead.take("resolve"), ahead.take("("),
      let text = ahead.next(), let specifier = ahead.lexer.value(of: text), ahead.take(")")
    else { return }
    mentions.append(FileMention(specifier: specifier, offset: text.start, isMapped: true))
  }

  /// `new URL("…", import.meta.url)`
  private mutating func readURL(_ lexer: ScriptLexer) {
    var ahead = Lookahead(lexer)
    guard ahead.take("("), let text = ahead.next(), let specifier = lexer.value(of: text), ahead.take(","),
      ahead.take("import"), ahead.take("."), ahead.take("meta"), ahead.take("."), ahead.take("url"),
      let end = ahead.next(), ahead.spells(end, ")") || ahead.spells(end, ",")
    else { return }
    mentions.append(FileMention(specifier: specifier, offset: text.start, isMapped: false))
  }

  /// Whether `type` behind `import` makes it one of types: it may be the name of a default import as well.
  private func isErased(_ first: ScriptPiece, _ ahead: Lookahead) -> Bool {
    guard ahead.spells(first, "type") else { return false }
    var ahead = ahead
    guard let second = ahead.next() else { return false }
    if ahead.spells(second, "{") || ahead.spells(second, "*") { return true }
    guard second.kind == .name else { return false }
    guard ahead.spells(second, "from") else { return true }
    return ahead.next().map { ahead.spells($0, "from") } ?? false
  }

  /// What stands between `import` or `export` and `from "…"`, or `x = require("…")`.
  mutating func readClause(
    _ first: ScriptPiece, _ ahead: inout Lookahead, isExport: Bool = false
  ) {
    var clause = ImportClause(isExport: isExport)
    var piece = first
    var depth = 0
    while true {
      switch piece.kind {
      case .name where depth == 0 && ahead.spells(piece, "from"):
        var further = ahead
        if let text = further.next(), text.kind == .text {
          ahead = further
          return add(text, &ahead, clause.names)
        }
        clause.add(piece, ahead.lexer)
      case .name, .text: clause.add(piece, ahead.lexer)
      case .sign:
        if ahead.spells(piece, "{") {
          guard depth == 0 else { return }
          depth = 1
        }
        if ahead.spells(piece, "}") {
          depth -= 1
          // A list that is exported may end here, without a module.
          guard ahead.isNext("from") else { return }
        }
        if ahead.spells(piece, "=") { return readRequire(&ahead) }
        guard ahead.lexer.bytes[piece.start].isIn("{},*") else { return }
        clause.end(ahead.lexer.bytes[piece.start], ahead.lexer)
      default: return
      }
      guard clause.isPossible, let next = ahead.next() else { return }
      piece = next
    }
  }

  /// `import x = require("…")`
  private mutating func readRequire(_ ahead: inout Lookahead) {
    guard ahead.take("require"), ahead.take("("), let text = ahead.next(), text.kind == .text, ahead.take(")")
    else { return }
    add(text, &ahead)
  }

  private mutating func add(_ text: ScriptPiece, _ ahead: inout Lookahead, _ names: [ImportedName] = []) {
    guard let specifier = ahead.lexer.value(of: text) else { return }
    requests.append(
      ModuleRequest(
        specifier: specifier, offset: text.start, attributes: ahead.attributes(), names: names))
  }
}
