/// Finds the coloured pieces of TypeScript, JavaScript and JSON.
struct ScriptScanner {
  private static let keywords: Set<String> = [
    "abstract", "as", "async", "await", "break", "case", "catch", "class", "const", "continue", "debugger",
    "declare", "default", "delete", "do", "else", "enum", "export", "extends", "false", "finally", "for",
    "from",
    "function", "get", "if", "implements", "import", "in", "instanceof", "interface", "keyof", "let",
    "namespace",
    "new", "null", "of", "override", "private", "protected", "public", "readonly", "return", "satisfies",
    "set",
    "static", "super", "switch", "this", "throw", "true", "try", "type", "typeof", "undefined", "unknown",
    "var",
    "void", "while", "with", "yield", "string", "number", "boolean", "any", "never",
  ]

  private let code: [UInt8]
  private var place = 0
  private var pieces: [Highlighter.Piece] = []

  static func pieces(_ code: [UInt8]) -> [Highlighter.Piece] {
    var scanner = ScriptScanner(code: code)
    while scanner.place < code.count { scanner.step() }
    return scanner.pieces
  }

  private init(code: [UInt8]) { self.code = code }

  private func at(_ offset: Int) -> UInt8? {
    place + offset < code.count ? code[place + offset] : nil
  }

  private mutating func step() {
    let byte = code[place]
    switch byte {
    case UInt8(ascii: "/") where at(1) == UInt8(ascii: "/"): take(.comment, to: end(of: "\n", from: place))
    case UInt8(ascii: "/") where at(1) == UInt8(ascii: "*"): take(.comment, to: endOfComment())
    case UInt8(ascii: "\""), UInt8(ascii: "'"): take(.string, to: endOfString(byte, crossesLines: false))
    case UInt8(ascii: "`"): take(.string, to: endOfString(byte, crossesLines: true))
    case UInt8(ascii: "0")...UInt8(ascii: "9"): take(.number, to: endOfWord())
    case _ where Self.startsWord(byte): word()
    default: place += 1
    }
  }

  private mutating func take(_ kind: Highlighter.Kind, to end: Int) {
    pieces.append(Highlighter.Piece(kind: kind, range: place..<end))
    place = end
  }

  private mutating func word() {
    let end = endOfWord()
    let word = String(decoding: code[place..<end], as: UTF8.self)
    let isCalled = end < code.count && code[end] == UInt8(ascii: "(")
    if Self.keywords.contains(word) { return take(.keyword, to: end) }
    if isCalled { return take(.function, to: end) }
    if let first = word.utf8.first, (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first) {
      return take(.type, to: end)
    }
    place = end
  }

  private func end(of character: Unicode.Scalar, from start: Int) -> Int {
    code[start...].firstIndex(of: UInt8(ascii: character)) ?? code.count
  }

  private func endOfComment() -> Int {
    var end = place + 2
    while end + 1 < code.count {
      if code[end] == UInt8(ascii: "*"), code[end + 1] == UInt8(ascii: "/") { return end + 2 }
      end += 1
    }
    return code.count
  }

  private func endOfString(_ quote: UInt8, crossesLines: Bool) -> Int {
    var end = place + 1
    while end < code.count {
      switch code[end] {
      case UInt8(ascii: "\\"): end += 1
      case UInt8(ascii: "\n") where !crossesLines: return end
      case quote: return end + 1
      default: break
      }
      end += 1
    }
    return code.count
  }

  private func endOfWord() -> Int {
    var end = place
    while end < code.count,
      Self.startsWord(code[end]) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(code[end])
    {
      end += 1
    }
    return max(end, place + 1)
  }

  private static func startsWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"),
      UInt8(ascii: "$"), 0x80...0xFF:
      true
    default: false
    }
  }
}
