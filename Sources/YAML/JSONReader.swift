/// What is wrong with a JSON text, and at which byte.
package struct JSONProblem: Error, Hashable, Sendable {
  /// Counted in bytes from 0.
  package let offset: Int
  package let message: String
}

extension JSON {
  /// Nested deeper, a text is refused: it would take the stack of whoever walks it.
  package static let maximumDepth = 512

  /// Reads a JSON text (RFC 8259). Of members with one name the last counts, as in JavaScript.
  package static func read(_ bytes: [UInt8]) throws(JSONProblem) -> Value {
    var reader = JSONReader(bytes)
    return try reader.document()
  }
}

private struct JSONReader {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func document() throws(JSONProblem) -> Value {
    let value = try value(depth: 0)
    skipBlanks()
    guard position == bytes.count else { throw problem("there is text after the value") }
    return value
  }

  private mutating func value(depth: Int) throws(JSONProblem) -> Value {
    guard depth < JSON.maximumDepth else {
      throw problem("the text is nested deeper than \(JSON.maximumDepth) levels")
    }
    skipBlanks()
    guard let first = current else { throw problem("the text ends where a value is expected") }
    switch first {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try literal("true", .bool(true))
    case UInt8(ascii: "f"): return try literal("false", .bool(false))
    case UInt8(ascii: "n"): return try literal("null", .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    default: throw problem("expected a value")
    }
  }

  private mutating func object(depth: Int) throws(JSONProblem) -> Value {
    var mapping = Mapping()
    position += 1
    skipBlanks()
    if take("}") { return .mapping(mapping) }
    repeat {
      skipBlanks()
      guard current == UInt8(ascii: "\"") else { throw problem("expected a name in double quotes") }
      let key = try string()
      skipBlanks()
      guard take(":") else { throw problem("expected `:` after a name") }
      mapping[key] = try value(depth: depth + 1)
      skipBlanks()
    } while take(",")
    guard take("}") else { throw problem("expected `,` or `}`") }
    return .mapping(mapping)
  }

  private mutating func array(depth: Int) throws(JSONProblem) -> Value {
    var items: [Value] = []
    position += 1
    skipBlanks()
    if take("]") { return .sequence(items) }
    repeat {
      items.append(try value(depth: depth + 1))
      skipBlanks()
    } while take(",")
    guard take("]") else { throw problem("expected `,` or `]`") }
    return .sequence(items)
  }

  private mutating func literal(_ text: StaticString, _ value: Value) throws(JSONProblem) -> Value {
    let wanted = Array("\(text)".utf8)
    guard bytes[position...].starts(with: wanted) else { throw problem("expected a value") }
    position += wanted.count
    return value
  }

  private mutating func number() throws(JSONProblem) -> Value {
    let start = position
    _ = take("-")
    if !take("0"), digits() == 0 { throw problem("expected a digit") }
    var isWhole = true
    if take(".") {
      isWhole = false
      if digits() == 0 { throw problem("expected a digit after the point") }
    }
    if take("e") || take("E") {
      isWhole = false
      if !take("+") { _ = take("-") }
      if digits() == 0 { throw problem("expected a digit in the exponent") }
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if isWhole, let integer = Int(text) { return .integer(integer) }
    return .number(Double(text) ?? .infinity)
  }

  private mutating func digits() -> Int {
    let start = position
    while let byte = current, (48...57).contains(byte) { position += 1 }
    return position - start
  }

  private mutating func string() throws(JSONProblem) -> String {
    position += 1
    var text: [UInt8] = []
    var start = position
    while let byte = current {
      switch byte {
      case UInt8(ascii: "\""):
        text += bytes[start..<position]
        guard let string = String(validating: text, as: UTF8.self) else {
          throw problem("the string is not UTF-8")
        }
        position += 1
        return string
      case UInt8(ascii: "\\"):
        text += bytes[start..<position]
        position += 1
        text += try escape()
        start = position
      case 0..<0x20: throw problem("a control character in a string has to be escaped")
      default: position += 1
      }
    }
    throw problem("the string does not end")
  }

  private mutating func escape() throws(JSONProblem) -> [UInt8] {
    guard let letter = current else { throw problem("the string does not end") }
    position += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [letter]
    case UInt8(ascii: "b"): return [8]
    case UInt8(ascii: "f"): return [12]
    case UInt8(ascii: "n"): return [10]
    case UInt8(ascii: "r"): return [13]
    case UInt8(ascii: "t"): return [9]
    case UInt8(ascii: "u"): return Array(try character().utf8)
    default: throw problem("no such escape")
    }
  }

  private mutating func character() throws(JSONProblem) -> String {
    let first = try unit()
    guard UTF16.isLeadSurrogate(first) else { return String(decoding: [first], as: UTF16.self) }
    // Half a pair stands for no character; JavaScript keeps it, and UTF-8 cannot.
    guard bytes[position...].starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")]) else { return "\u{FFFD}" }
    let before = position
    position += 2
    let second = try unit()
    guard UTF16.isTrailSurrogate(second) else {
      position = before
      return "\u{FFFD}"
    }
    return String(decoding: [first, second], as: UTF16.self)
  }

  private mutating func unit() throws(JSONProblem) -> UInt16 {
    let digits = bytes[position...].prefix(4)
    guard digits.count == 4, !digits.contains(UInt8(ascii: "+")),
      let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw problem("expected four hex digits after `\\u`") }
    position += 4
    return unit
  }

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard current == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func skipBlanks() {
    while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
  }

  private func problem(_ message: String) -> JSONProblem { JSONProblem(offset: position, message: message) }
}
