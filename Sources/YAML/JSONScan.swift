import Bytes
import Diagnostics

/// Walks through a text of JSON, one word of it after the other.
struct JSONScan {
  let bytes: [UInt8]
  let dialect: JSON.Dialect
  /// Of the next byte.
  var position = 0
  private var cursor = TextCursor()

  init(_ bytes: [UInt8], _ dialect: JSON.Dialect) { (self.bytes, self.dialect) = (bytes, dialect) }

  mutating func number() throws(Problem) -> String {
    let start = position
    _ = take("-")
    if take("0") {
      if digits() > 0 { throw problem("a number has no leading zeros", at: start) }
    } else if digits() == 0 {
      throw problem("expected a digit")
    }
    if take("."), digits() == 0 { throw problem("expected a digit after the point") }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      if digits() == 0 { throw problem("expected a digit in the exponent") }
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func digits() -> Int {
    let start = position
    while let byte = current, byte.isIn(.digit) { position += 1 }
    return position - start
  }

  mutating func string() throws(Problem) -> String {
    position += 1
    var text: [UInt8] = []
    let first = position
    var start = position
    while let byte = current {
      switch byte {
      case UInt8(ascii: "\""):
        text += bytes[start..<position]
        guard let string = String(validating: text, as: UTF8.self) else {
          throw problem("the string is not UTF-8", at: first - 1)
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

  private mutating func escape() throws(Problem) -> [UInt8] {
    guard let letter = current else { throw problem("the string does not end") }
    position += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [letter]
    case UInt8(ascii: "b"): return [8]
    case UInt8(ascii: "f"): return [12]
    case UInt8(ascii: "n"): return [10]
    case UInt8(ascii: "r"): return [13]
    case UInt8(ascii: "t"): return [9]
    case UInt8(ascii: "u"): return Array(String(try character()).utf8)
    default: throw problem("no such escape", at: position - 2)
    }
  }

  /// Half a pair stands for no character; JavaScript keeps it, and UTF-8 cannot.
  private mutating func character() throws(Problem) -> Unicode.Scalar {
    let start = position - 2
    let first = try unit()
    if let scalar = Unicode.Scalar(first) { return scalar }
    if UTF16.isLeadSurrogate(first), bytes[position...].starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")])
    {
      let before = position
      position += 2
      let second = try unit()
      if UTF16.isTrailSurrogate(second) {
        return UTF16.decode(UTF16.EncodedScalar([first, second]))
      }
      position = before
    }
    if dialect.refusesLoss {
      throw problem("half of a surrogate pair, which is not a character; expected both halves", at: start)
    }
    return "\u{FFFD}"
  }

  private mutating func unit() throws(Problem) -> UInt16 {
    var unit: UInt16 = 0
    for digit in 0..<4 {
      guard position + digit < bytes.count, let value = bytes[position + digit].hexDigitValue else {
        throw problem("expected four hex digits after `\\u`")
      }
      unit = unit << 4 | UInt16(value)
    }
    position += 4
    return unit
  }

  /// The next byte; nil at the end.
  var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard current == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  mutating func skipBlanks() throws(Problem) {
    while let byte = current {
      switch byte {
      case 0x20, 0x0A, 0x0D, 0x09: position += 1
      case UInt8(ascii: "/"): try skipComment()
      default: return
      }
    }
  }

  private mutating func skipComment() throws(Problem) {
    let start = position
    let next = position + 1 < bytes.count ? bytes[position + 1] : 0
    guard next == UInt8(ascii: "/") || next == UInt8(ascii: "*") else { throw problem("expected a value") }
    guard dialect.hasComments else { throw problem("a comment; JSON has none, so remove it") }
    position += 2
    while let byte = current {
      if next == UInt8(ascii: "/") {
        if byte == 0x0A || byte == 0x0D { return }
      } else if byte == UInt8(ascii: "*"), bytes[position...].dropFirst().first == UInt8(ascii: "/") {
        position += 2
        return
      }
      position += 1
    }
    if next == UInt8(ascii: "*") { throw problem("the comment does not end", at: start) }
  }

  /// Where the next byte stands.
  mutating func place() -> Position { cursor.advance(to: position, in: bytes) }

  func problem(_ message: String, at offset: Int? = nil) -> Problem {
    Problem(position: SourceText(bytes).position(ofByte: offset ?? position), message: message)
  }
}
