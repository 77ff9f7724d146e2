/// A word, a text or a sign of TypeScript, as far as uses of secrets are told by them.
enum ScriptToken: Hashable {
  case name(String)
  /// A text in quotes, or a template without expressions, as it stands in the file.
  case text(String)
  case sign(UInt8)
  /// A number, a regular expression, or a template with expressions.
  case other
}

/// Where in a file a token begins.
struct PlacedToken {
  let token: ScriptToken
  let offset: Int
}

/// Splits TypeScript into tokens, without comments. It never fails: what is no TypeScript gives other tokens.
struct ScriptLexer {
  private let bytes: [UInt8]
  private var position = 0
  private var tokens: [PlacedToken] = []
  /// For each template whose expression is being read: how many braces are open in the expression.
  private var templates: [Int] = []

  static func tokens(of bytes: [UInt8]) -> [PlacedToken] {
    var lexer = ScriptLexer(bytes: bytes)
    while let first = lexer.current { lexer.next(first) }
    return lexer.tokens
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }
  private var following: UInt8? { position + 1 < bytes.count ? bytes[position + 1] : nil }

  private mutating func next(_ first: UInt8) {
    let start = position
    switch first {
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): position += 1
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      position += 1
      add(text(until: first), at: start)
    case UInt8(ascii: "`"):
      position += 1
      template(from: start, isStart: true)
    case UInt8(ascii: "/"): slash()
    case UInt8(ascii: "}") where templates.last == 0:
      templates.removeLast()
      position += 1
      template(from: start, isStart: false)
    case _ where Self.isWord(first):
      while let byte = current, Self.isWord(byte) { position += 1 }
      let isNumber = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
      add(isNumber ? .other : .name(String(decoding: bytes[start..<position], as: UTF8.self)), at: start)
    default: sign(first)
    }
  }

  private mutating func add(_ token: ScriptToken, at offset: Int) {
    tokens.append(PlacedToken(token: token, offset: offset))
  }

  private mutating func sign(_ byte: UInt8) {
    if let open = templates.last, byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}") {
      templates[templates.count - 1] = open + (byte == UInt8(ascii: "{") ? 1 : -1)
    }
    add(.sign(byte), at: position)
    position += 1
  }

  /// A text in quotes; it ends with its line, as TypeScript says.
  private mutating func text(until quote: UInt8) -> ScriptToken {
    let start = position
    while let byte = current, byte != quote, byte != UInt8(ascii: "\n") {
      position += byte == UInt8(ascii: "\\") ? 2 : 1
    }
    let end = min(position, bytes.count)
    position = end + (current == quote ? 1 : 0)
    return .text(String(decoding: bytes[start..<end], as: UTF8.self))
  }

  /// A template, or what follows an expression in it, up to its end or to the next expression.
  private mutating func template(from start: Int, isStart: Bool) {
    let textStart = position
    while let byte = current {
      if byte == UInt8(ascii: "`") {
        let text = String(decoding: bytes[textStart..<position], as: UTF8.self)
        position += 1
        return add(isStart ? .text(text) : .other, at: start)
      }
      if byte == UInt8(ascii: "$"), following == UInt8(ascii: "{") {
        position += 2
        templates.append(0)
        return add(.other, at: start)
      }
      position = min(bytes.count, position + (byte == UInt8(ascii: "\\") ? 2 : 1))
    }
  }

  /// A comment, a regular expression or a division.
  private mutating func slash() {
    switch following {
    case UInt8(ascii: "/"):
      while let byte = current, byte != UInt8(ascii: "\n") { position += 1 }
    case UInt8(ascii: "*"):
      position += 2
      while let byte = current, byte != UInt8(ascii: "*") || following != UInt8(ascii: "/") { position += 1 }
      position = min(bytes.count, position + 2)
    default:
      if isAfterValue { return sign(UInt8(ascii: "/")) }
      regularExpression()
    }
  }

  /// Ends at the next slash outside of brackets, or with its line.
  private mutating func regularExpression() {
    let start = position
    var isInClass = false
    position += 1
    while let byte = current, byte != UInt8(ascii: "\n") {
      if byte == UInt8(ascii: "["), !isInClass { isInClass = true }
      if byte == UInt8(ascii: "]") { isInClass = false }
      position = min(bytes.count, position + (byte == UInt8(ascii: "\\") ? 2 : 1))
      if byte == UInt8(ascii: "/"), !isInClass { break }
    }
    add(.other, at: start)
  }

  /// Whether a slash would divide what stands before it.
  private var isAfterValue: Bool {
    switch tokens.last?.token {
    case nil: false
    case .name(let name)?: !["return", "typeof", "case", "in", "of", "await", "yield", "void"].contains(name)
    case .sign(let byte)?: byte == UInt8(ascii: ")") || byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}")
    case .text?, .other?: true
    }
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
      || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "_")
      || byte == UInt8(ascii: "$") || byte >= 0x80
  }
}
