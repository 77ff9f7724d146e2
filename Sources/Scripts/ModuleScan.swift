/// A module that another one names in a text: by `import … from`, `export … from`, `import "…"`, or `import("…")`.
///
/// `import type` and `export type` are none, nor are types like `import("…").Name`: Deno erases them before it loads.
package struct ModuleRequest: Sendable, Hashable {
  /// What `with { type: "…" }` says of the module.
  package enum Attributes: Sendable, Hashable {
    case none
    case type(String)
    /// Something else than a `type`.
    case unknown(String)
    /// `with { … }` that begins on another line, which Deno takes for a statement.
    case detached
    /// `assert { … }`, which was taken out of the language.
    case assertion
    /// An expression that only a run knows.
    case computed
  }

  package let specifier: String
  /// Of the text with the specifier, in bytes from 0.
  package let offset: Int
  package let attributes: Attributes
  /// Whether it is loaded with the module that names it, and not while that one runs.
  package let isStatic: Bool
  /// What is taken out of it by name; `*` as a whole is not among them.
  package var names: [ImportedName] = []
}

/// A name that a module takes from another one.
package struct ImportedName: Sendable, Hashable {
  /// As the other module calls it; `default` for its default export.
  package let name: String
  /// What it is called here; nil when it is passed on.
  package let local: String?
  package let offset: Int
}

/// A file that a module names beside itself: `new URL("…", import.meta.url)` or `import.meta.resolve("…")`.
package struct FileMention: Sendable, Hashable {
  package let specifier: String
  package let offset: Int
  /// Whether the import map counts, as in `import.meta.resolve`.
  package let isMapped: Bool
}

/// What the default export of a module is, as far as its text tells.
package enum DefaultExport: Sendable, Hashable {
  case none
  /// A function, or something whose value only a run knows.
  case some
  /// Certainly no function.
  case value(String, offset: Int)
  /// That of another module.
  case from(ModuleRequest)
}

/// What a module of TypeScript or JavaScript says of other files, told by its pieces alone.
package struct ModuleScan: Sendable {
  package private(set) var requests: [ModuleRequest] = []
  package private(set) var mentions: [FileMention] = []
  package private(set) var defaultExport = DefaultExport.none
  /// Names behind `export`, of values and types; not all of them.
  package private(set) var exported: Set<String> = []
  /// Those of them that are declared as types alone, which Deno erases.
  package var exportedTypes: Set<String> { types.subtracting(values) }
  private var types: Set<String> = []
  private var values: Set<String> = []
  /// Whether it passes on what another module exports.
  package private(set) var passesOn = false

  package init(_ bytes: [UInt8]) {
    var lexer = ScriptLexer(bytes)
    while let piece = lexer.next() {
      guard piece.kind == .name else { continue }
      switch piece.end - piece.start {
      case 3 where lexer.spells(piece, "URL"):
        if let last = lexer.beforeLast, lexer.spells(last, "new") { readURL(lexer) }
      case 6 where lexer.spells(piece, "import") && !Self.isMember(lexer):
        readImport(lexer, after: lexer.beforeLast)
      case 6 where lexer.spells(piece, "export") && !Self.isMember(lexer): readExport(lexer, at: piece)
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
      ModuleRequest(specifier: specifier, offset: text.start, attributes: attributes, isStatic: false))
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
  private mutating func readClause(
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
        if ahead.spells(piece, "{") { depth += 1 }
        if ahead.spells(piece, "}") {
          depth -= 1
          // A list that is exported may end here, without a module.
          guard ahead.isNext("from") else { return }
        }
        if ahead.spells(piece, "=") { return readRequire(&ahead) }
        guard "{},*".utf8.contains(ahead.lexer.bytes[piece.start]) else { return }
        clause.end(ahead.lexer.bytes[piece.start], ahead.lexer)
      default: return
      }
      guard let next = ahead.next() else { return }
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
        specifier: specifier, offset: text.start, attributes: ahead.attributes(), isStatic: true,
        names: names))
  }
}

extension ModuleScan {
  private mutating func readExport(_ lexer: ScriptLexer, at start: ScriptPiece) {
    var ahead = Lookahead(lexer)
    guard let first = ahead.next() else { return }
    if ahead.spells(first, "default") {
      readDefault(&ahead, at: start)
    } else if ahead.spells(first, "*") {
      readStar(first, &ahead)
    } else if ahead.spells(first, "{") {
      readList(first, &ahead)
    } else {
      readDeclaration(first, &ahead)
    }
  }

  /// The first name behind `export const`, `export async function` and their like.
  private mutating func readDeclaration(_ first: ScriptPiece, _ ahead: inout Lookahead) {
    var piece = first
    var isType = false
    while piece.kind == .name {
      let word = String(decoding: ahead.lexer.content(of: piece), as: UTF8.self)
      guard Self.declarations.contains(word) else {
        exported.insert(word)
        if isType { types.insert(word) } else { values.insert(word) }
        return
      }
      isType = isType || ["type", "interface", "declare"].contains(word)
      guard let next = ahead.next() else { return }
      piece = next
    }
  }

  private static let declarations: Set<String> = [
    "const", "let", "var", "function", "async", "class", "abstract", "enum", "declare", "type", "interface",
    "namespace",
  ]

  private mutating func readStar(_ first: ScriptPiece, _ ahead: inout Lookahead) {
    var names = ahead
    let isNamespace = names.take("as") && names.next().map { Self.isDefault($0, names.lexer) } ?? false
    passesOn = true
    readClause(first, &ahead, isExport: true)
    if isNamespace { defaultExport = .value("the module's exports", offset: first.start) }
  }

  private mutating func readList(_ first: ScriptPiece, _ ahead: inout Lookahead) {
    let exported = Self.defaultInList(ahead)
    let before = requests.count
    readClause(first, &ahead, isExport: true)
    switch exported {
    case .none: break
    case .some(let isImported) where isImported && requests.count > before:
      defaultExport = .from(requests[before])
    case .some: defaultExport = .some
    }
  }

  /// Whether a list exports a default, and if so, whether it is the default of the module that it is from.
  private static func defaultInList(_ ahead: Lookahead) -> Bool? {
    var ahead = ahead
    var words: [ScriptPiece] = []
    while let piece = ahead.next() {
      if piece.kind == .name || piece.kind == .text {
        words.append(piece)
        continue
      }
      // `name`, `name as name`, and both behind `type`.
      if let first = words.first, let exported = words.last, isDefault(exported, ahead.lexer) {
        let isType = words.count.isMultiple(of: 2) && ahead.spells(first, "type")
        if !isType { return isDefault(first, ahead.lexer) }
      }
      guard ahead.spells(piece, ",") else { return nil }
      words = []
    }
    return nil
  }

  private static func isDefault(_ piece: ScriptPiece, _ lexer: ScriptLexer) -> Bool {
    lexer.spells(piece, "default") || lexer.value(of: piece) == "default"
  }

  private mutating func readDefault(_ ahead: inout Lookahead, at start: ScriptPiece) {
    guard let first = ahead.next() else { return }
    if ahead.spells(first, "interface"), ahead.next()?.kind == .name { return }
    defaultExport = .some
    guard let kind = ahead.literal(first), ahead.isAtEndOfExpression() else { return }
    defaultExport = .value(kind, offset: start.start)
  }
}
