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

  package init(_ bytes: [UInt8]) { self.init(Script(bytes)) }

  package init(_ script: Script) {
    let pieces = script.pieces.span
    for position in pieces.indices {
      let piece = pieces[position]
      switch piece.word {
      case .url where script[position - 1]?.word == .new: readURL(script, position)
      case .import where !script.isMember(position): readImport(script, position)
      case .export where !script.isMember(position):
        readExport(script, position, isInBrackets: piece.bracket != nil)
      default: break
      }
    }
  }
}

extension ModuleScan {
  /// Whether a name that is exported is declared as a type alone there, which Deno erases.
  package func isTypeAlone(_ name: ScriptName) -> Bool { types.contains(name) && !values.contains(name) }

  private mutating func readImport(_ script: Script, _ position: Int) {
    var ahead = Lookahead(script, after: position)
    guard let first = ahead.next() else { return }
    if ahead.spells(first, "(") {
      readCall(&ahead, isTypeQuery: script[position - 1]?.word == .typeof)
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
    guard let text = ahead.next(), let specifier = ahead.script.value(of: text), let next = ahead.next()
    else {
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
      let text = ahead.next(), let specifier = ahead.script.value(of: text), ahead.take(")")
    else { return }
    mentions.append(FileMention(specifier: specifier, offset: text.start, isMapped: true))
  }

  /// `new URL("…", import.meta.url)`
  private mutating func readURL(_ script: Script, _ position: Int) {
    var ahead = Lookahead(script, after: position)
    guard ahead.take("("), let text = ahead.next(), let specifier = script.value(of: text), ahead.take(","),
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
        clause.add(piece, ahead.script)
      case .name, .text: clause.add(piece, ahead.script)
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
        guard ahead.script.bytes[piece.start].isIn("{},*") else { return }
        clause.end(ahead.script.bytes[piece.start], ahead.script)
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
    guard let specifier = ahead.script.value(of: text) else { return }
    requests.append(
      ModuleRequest(
        specifier: specifier, offset: text.start, attributes: ahead.attributes(), names: names))
  }
}
