/// The names between `import` and `from`: `a`, `a, { b, c as d, type T }`, `* as e`.
struct ImportClause {
  private(set) var names: [ImportedName] = []
  private let isExport: Bool
  private var words: [(text: String, offset: Int)] = []
  private var isInList = false
  private var isNamespace = false

  init(isExport: Bool) { self.isExport = isExport }

  mutating func add(_ piece: ScriptPiece, _ lexer: ScriptLexer) {
    let text = lexer.value(of: piece) ?? String(decoding: lexer.content(of: piece), as: UTF8.self)
    words.append((text, piece.start))
    // The default has no sign behind it.
    if !isInList, !isExport, !isNamespace, words.count == 1, text != "defer", text != "source" {
      names.append(ImportedName(name: "default", local: text, offset: piece.start))
    }
  }

  /// - Parameter sign: `{`, `}`, `,` or `*`.
  mutating func end(_ sign: UInt8, _ lexer: ScriptLexer) {
    if isInList, let first = words.first, let last = words.last {
      // `name`, `name as name`, and both behind `type`.
      let isType = words.count.isMultiple(of: 2) && first.text == "type"
      if !isType {
        names.append(ImportedName(name: first.text, local: isExport ? nil : last.text, offset: first.offset))
      }
    }
    words = []
    switch sign {
    case UInt8(ascii: "{"): isInList = true
    case UInt8(ascii: "}"): isInList = false
    case UInt8(ascii: "*"): isNamespace = true
    default: break
    }
  }
}
