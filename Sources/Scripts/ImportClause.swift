/// The names between `import` and `from`: `a`, `a, { b, c as d, type T }`, `* as e`.
struct ImportClause {
  private(set) var names: [ImportedName] = []
  private let isExport: Bool
  private var words: [(text: String, offset: Int)] = []
  private var isInList = false
  private var isNamespace = false
  private var signs = 0

  /// Whether it may go on: `type a as b` has the most words, `a, { … }` and `a, * as b` the most signs outside of a
  /// list. Behind what is none, nothing is looked for, as that would be looked through again and again.
  var isPossible: Bool { words.count <= 4 && signs <= 4 }

  init(isExport: Bool) { self.isExport = isExport }

  mutating func add(_ piece: ScriptPiece, _ script: Script) {
    let text = script.value(of: piece) ?? String(decoding: script.content(of: piece), as: UTF8.self)
    words.append((text, piece.start))
    // The default has no sign behind it.
    if !isInList, !isExport, !isNamespace, words.count == 1, text != "defer", text != "source" {
      names.append(ImportedName(name: "default", local: text, offset: piece.start))
    }
  }

  /// - Parameter sign: `{`, `}`, `,` or `*`.
  mutating func end(_ sign: UInt8, _ script: Script) {
    if isInList, let first = words.first, let last = words.last {
      // `name`, `name as name`, and both behind `type`.
      let isType = words.count.isMultiple(of: 2) && first.text == "type"
      if !isType {
        names.append(ImportedName(name: first.text, local: isExport ? nil : last.text, offset: first.offset))
      }
    }
    words = []
    if !isInList { signs += 1 }
    switch sign {
    case UInt8(ascii: "{"): isInList = true
    case UInt8(ascii: "}"): isInList = false
    case UInt8(ascii: "*"): isNamespace = true
    default: break
    }
  }
}
