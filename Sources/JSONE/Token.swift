import Bytes

/// A token of an expression.
enum Token: Equatable {
  case number(String)
  case string(String)
  case identifier(String)
  /// Operators, brackets and the words `in`, `true`, `false` and `null`.
  case symbol(String)
  case end

  var text: String {
    switch self {
    case .number(let text), .identifier(let text), .symbol(let text): text
    case .string(let text): "\"\(text)\""
    case .end: "end of input"
    }
  }
}

/// Splits the bytes of an expression into tokens.
struct Tokenizer {
  private static let words = ["in", "true", "false", "null"]
  private static let pairs = ["**", "==", "!=", "<=", ">=", "&&", "||"]
  private static let singles = Array("+-*/.,[]{}()<>!:".utf8)

  private let bytes: ArraySlice<UInt8>
  private(set) var offset: Int

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    offset = bytes.startIndex
  }

  mutating func next() throws(TemplateError) -> Token {
    while let byte = peek(), byte == 0x20 || (0x09...0x0D).contains(byte) { offset += 1 }
    guard let byte = peek() else { return .end }
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(number())
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return .string(try string(quote: byte))
    case _ where byte.isIn(Self.identifierStart): return identifier()
    default: return try symbol()
    }
  }

  private func peek(_ ahead: Int = 0) -> UInt8? {
    offset + ahead < bytes.endIndex ? bytes[offset + ahead] : nil
  }

  private func text(_ start: Int, _ end: Int) -> String {
    String(decoding: bytes[start..<end], as: UTF8.self)
  }

  private mutating func number() -> String {
    let start = offset
    skipDigits()
    if peek() == UInt8(ascii: "."), let digit = peek(1), digit.isIn(.digit) {
      offset += 1
      skipDigits()
    }
    return text(start, offset)
  }

  private mutating func skipDigits() {
    while let byte = peek(), byte.isIn(.digit) { offset += 1 }
  }

  /// Strings have no escapes in JSON-e.
  private mutating func string(quote: UInt8) throws(TemplateError) -> String {
    let start = offset + 1
    guard let end = bytes[start...].firstIndex(of: quote) else {
      let mark = Unicode.Scalar(quote)
      throw TemplateError(
        .syntax, "the string that starts with \(mark) has no end; expected \(mark)")
    }
    offset = end + 1
    return text(start, end)
  }

  private mutating func identifier() -> Token {
    let start = offset
    while let byte = peek(), byte.isIn(Self.identifierBytes) { offset += 1 }
    let word = text(start, offset)
    return Self.words.contains(word) ? .symbol(word) : .identifier(word)
  }

  private mutating func symbol() throws(TemplateError) -> Token {
    if offset + 1 < bytes.endIndex {
      let pair = text(offset, offset + 2)
      if Self.pairs.contains(pair) {
        offset += 2
        return .symbol(pair)
      }
    }
    guard Self.singles.contains(bytes[offset]) else {
      let rest = String(decoding: bytes[offset...], as: UTF8.self).prefix(12)
      throw TemplateError(.syntax, "unexpected `\(rest)`; expected a value or an operator")
    }
    offset += 1
    return .symbol(text(offset - 1, offset))
  }

  static var identifierStart: ASCII { .letter.union("_") }
  private static var identifierBytes: ASCII { identifierStart.union(.digit) }

  /// `[a-zA-Z_][a-zA-Z0-9_]*`
  static func isIdentifier(_ bytes: some Collection<UInt8>) -> Bool {
    guard let first = bytes.first, first.isIn(identifierStart) else { return false }
    return bytes.consists(of: identifierBytes)
  }

  /// The same; asked of every name of the context of every template.
  static func isIdentifier(_ text: String) -> Bool {
    let bytes = text.utf8.span
    guard !bytes.isEmpty, bytes[0].isIn(identifierStart) else { return false }
    for position in bytes.indices where !bytes[position].isIn(identifierBytes) { return false }
    return true
  }
}
