extension ModuleScan {
  /// What stands behind `export`. In brackets it is of a namespace, or of a module that is declared.
  mutating func readExport(_ script: Script, _ position: Int, isInBrackets: Bool) {
    var ahead = Lookahead(script, after: position)
    guard let first = ahead.next() else { return }
    if ahead.spells(first, "default") {
      if isInBrackets {
        // Or the brackets were misread, so it may be the default as well.
        if defaultExport == .none { defaultExport = .some }
        return
      }
      readDefault(&ahead, at: script.pieces[position])
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
      let word = ahead.script.name(piece)
      guard Self.declarations.contains(word) else {
        exported.insert(word)
        if isType { types.insert(word) } else { values.insert(word) }
        return
      }
      isType = isType || Self.typeDeclarations.contains(word)
      guard let next = ahead.next() else { return }
      piece = next
    }
  }

  private static let declarations = names(
    "const", "let", "var", "function", "async", "class", "abstract", "enum", "declare", "type", "interface",
    "namespace")

  private static let typeDeclarations = names("type", "interface", "declare")

  private static func names(_ words: String...) -> Set<ScriptName> { Set(words.map(ScriptName.init)) }

  private mutating func readStar(_ first: ScriptPiece, _ ahead: inout Lookahead) {
    var names = ahead
    let isNamespace = names.take("as") && names.next().map { Self.isDefault($0, names.script) } ?? false
    passesOn = true
    readClause(first, &ahead, isExport: true)
    if isNamespace { defaultExport = .value("the module's exports", offset: first.start) }
  }

  private mutating func readList(_ first: ScriptPiece, _ ahead: inout Lookahead) {
    let exported = exportedInList(ahead)
    let before = requests.count
    readClause(first, &ahead, isExport: true)
    switch exported {
    case .none: break
    case .some(let isImported) where isImported && requests.count > before:
      defaultExport = .from(requests[before])
    case .some: defaultExport = .some
    }
  }

  /// Whether a list exports a default, and if so, whether it is the default of the module that it is from. Its other
  /// names may be values.
  private mutating func exportedInList(_ ahead: Lookahead) -> Bool? {
    var ahead = ahead
    var words: [ScriptPiece] = []
    var isDefaultImported: Bool?
    while let piece = ahead.next() {
      if piece.kind == .name || piece.kind == .text {
        words.append(piece)
        continue
      }
      // `name`, `name as name`, and both behind `type`.
      if let first = words.first, let exported = words.last,
        !(words.count.isMultiple(of: 2) && ahead.spells(first, "type"))
      {
        if Self.isDefault(exported, ahead.script) { isDefaultImported = Self.isDefault(first, ahead.script) }
        let name = ScriptName(ahead.script.content(of: exported))
        self.exported.insert(name)
        values.insert(name)
      }
      guard ahead.spells(piece, ",") else { return isDefaultImported }
      words = []
    }
    return isDefaultImported
  }

  private static func isDefault(_ piece: ScriptPiece, _ script: Script) -> Bool {
    script.spells(piece, "default") || script.value(of: piece) == "default"
  }

  private mutating func readDefault(_ ahead: inout Lookahead, at start: ScriptPiece) {
    guard let first = ahead.next() else { return }
    if ahead.spells(first, "interface"), ahead.next()?.kind == .name { return }
    defaultExport = .some
    guard let kind = ahead.literal(first), ahead.isAtEndOfExpression() else { return }
    defaultExport = .value(kind, offset: start.start)
  }
}
