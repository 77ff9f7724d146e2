import Bytes
import Diagnostics

extension JSON {
  /// Checks that bytes are one JSON text (RFC 8259), as `read` does, and builds nothing.
  ///
  /// - Throws: where the first fault is, and what is wrong.
  package static func check(_ bytes: Span<UInt8>) throws(Problem) {
    var scanner = JSONScanner()
    try scanner.document(bytes)
  }
}

/// Walks over a JSON text. It has no recursion and no memory beside the brackets that are open.
private struct JSONScanner {
  private enum Container {
    case array
    case object

    var end: UInt8 { self == .array ? UInt8(ascii: "]") : UInt8(ascii: "}") }
  }

  private static let trueWord = Array("true".utf8)
  private static let falseWord = Array("false".utf8)
  private static let nullWord = Array("null".utf8)

  private var position = 0
  private var open: [Container] = []

  mutating func document(_ bytes: Span<UInt8>) throws(Problem) {
    let start = (0..<min(3, bytes.count)).map { bytes[$0] }
    if start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]) || start.dropFirst().first == 0 {
      throw problem("the text is UTF-16; expected UTF-8, so save it again as that", bytes)
    }
    if start == [0xEF, 0xBB, 0xBF] { throw problem("there is a byte order mark before the value", bytes) }
    repeat { try value(bytes) } while try goesOn(bytes)
    guard position == bytes.count else { throw problem("there is text after the value", bytes) }
  }

  /// A value, or the opening brackets of one up to the first value in it, and that.
  private mutating func value(_ bytes: Span<UInt8>) throws(Problem) {
    while true {
      guard open.count < JSON.maximumDepth else {
        throw problem("the text is nested deeper than \(JSON.maximumDepth) levels", bytes)
      }
      try skipBlanks(bytes)
      guard position < bytes.count else { throw problem("the text ends where a value is expected", bytes) }
      switch bytes[position] {
      case UInt8(ascii: "{"):
        if try isEmpty(.object, bytes) { return }
        try name(bytes)
      case UInt8(ascii: "["):
        if try isEmpty(.array, bytes) { return }
      case UInt8(ascii: "\""): return try string(bytes)
      case UInt8(ascii: "t"): return try literal(Self.trueWord, bytes)
      case UInt8(ascii: "f"): return try literal(Self.falseWord, bytes)
      case UInt8(ascii: "n"): return try literal(Self.nullWord, bytes)
      case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number(bytes)
      default: throw problem("expected a value", bytes)
      }
    }
  }

  /// Opens a container, and closes it again when nothing is in it.
  private mutating func isEmpty(_ container: Container, _ bytes: Span<UInt8>) throws(Problem) -> Bool {
    position += 1
    try skipBlanks(bytes)
    if take(container.end, bytes) { return true }
    open.append(container)
    return false
  }

  /// Closes what ends behind a value; whether another value follows.
  private mutating func goesOn(_ bytes: Span<UInt8>) throws(Problem) -> Bool {
    while true {
      try skipBlanks(bytes)
      guard let container = open.last else { return false }
      if take(UInt8(ascii: ","), bytes) {
        if container == .object { try name(bytes) }
        return true
      }
      guard take(container.end, bytes) else {
        throw problem(container == .object ? "expected `,` or `}`" : "expected `,` or `]`", bytes)
      }
      open.removeLast()
    }
  }

  private mutating func name(_ bytes: Span<UInt8>) throws(Problem) {
    try skipBlanks(bytes)
    guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
      throw problem("expected a name in double quotes", bytes)
    }
    try string(bytes)
    try skipBlanks(bytes)
    guard take(UInt8(ascii: ":"), bytes) else { throw problem("expected `:` after a name", bytes) }
  }

  private mutating func literal(_ word: [UInt8], _ bytes: Span<UInt8>) throws(Problem) {
    let isThere =
      bytes.count - position >= word.count && word.indices.allSatisfy { word[$0] == bytes[position + $0] }
    guard isThere else { throw problem("expected a value", bytes) }
    position += word.count
  }

  private mutating func number(_ bytes: Span<UInt8>) throws(Problem) {
    let start = position
    _ = take(UInt8(ascii: "-"), bytes)
    if take(UInt8(ascii: "0"), bytes) {
      if digits(bytes) { throw problem("a number has no leading zeros", bytes, at: start) }
    } else if !digits(bytes) {
      throw problem("expected a digit", bytes)
    }
    if take(UInt8(ascii: "."), bytes), !digits(bytes) {
      throw problem("expected a digit after the point", bytes)
    }
    if take(UInt8(ascii: "e"), bytes) || take(UInt8(ascii: "E"), bytes) {
      if !take(UInt8(ascii: "+"), bytes) { _ = take(UInt8(ascii: "-"), bytes) }
      if !digits(bytes) { throw problem("expected a digit in the exponent", bytes) }
    }
  }

  private mutating func digits(_ bytes: Span<UInt8>) -> Bool {
    let start = position
    while position < bytes.count, (48...57).contains(bytes[position]) { position += 1 }
    return position > start
  }

  private mutating func string(_ bytes: Span<UInt8>) throws(Problem) {
    position += 1
    let raw = unsafe bytes.bytes
    while position < bytes.count {
      if position + EightBytes.width <= bytes.count {
        let special = EightBytes(raw, at: position).specialInJSON
        position += special.countBefore
        if special.isEmpty { continue }
      }
      switch bytes[position] {
      case UInt8(ascii: "\""):
        position += 1
        return
      case UInt8(ascii: "\\"): try escape(bytes)
      case 0..<0x20: throw problem("a control character in a string has to be escaped", bytes)
      case 0x20..<0x80: position += 1
      default:
        guard let length = Self.length(ofCharacterAt: position, bytes) else {
          throw problem("the string is not UTF-8", bytes)
        }
        position += length
      }
    }
    throw problem("the string does not end", bytes)
  }

  private mutating func escape(_ bytes: Span<UInt8>) throws(Problem) {
    position += 1
    guard position < bytes.count else { throw problem("the string does not end", bytes) }
    let letter = bytes[position]
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      position += 1
    case UInt8(ascii: "u"):
      position += 1
      // Half a surrogate pair is a JSON text; what reads it says what becomes of it.
      for digit in position..<(position + 4) where digit >= bytes.count || !Self.isHex(bytes[digit]) {
        throw problem("expected four hex digits after `\\u`", bytes)
      }
      position += 4
    default: throw problem("no such escape", bytes, at: position - 1)
    }
  }

  private static func isHex(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (97...102).contains(byte | 0x20)
  }

  /// Of a character beyond ASCII, in bytes; nil where there is none (RFC 3629, section 4).
  private static func length(ofCharacterAt position: Int, _ bytes: Span<UInt8>) -> Int? {
    let length: Int
    let second: ClosedRange<UInt8>
    switch bytes[position] {
    case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    default: return nil
    }
    guard position + length <= bytes.count, second.contains(bytes[position + 1]) else { return nil }
    for offset in 2..<max(length, 2) where bytes[position + offset] & 0xC0 != 0x80 { return nil }
    return length
  }

  private mutating func take(_ byte: UInt8, _ bytes: Span<UInt8>) -> Bool {
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func skipBlanks(_ bytes: Span<UInt8>) throws(Problem) {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x0A, 0x0D, 0x09: position += 1
      case UInt8(ascii: "/"):
        let next = position + 1 < bytes.count ? bytes[position + 1] : 0
        let isComment = next == UInt8(ascii: "/") || next == UInt8(ascii: "*")
        throw problem(isComment ? "a comment; JSON has none, so remove it" : "expected a value", bytes)
      default: return
      }
    }
  }

  private func problem(_ message: String, _ bytes: Span<UInt8>, at offset: Int? = nil) -> Problem {
    let offset = offset ?? position
    // A character begins where the fault is.
    let before = (0..<min(offset + 4, bytes.count)).map { bytes[$0] }
    return Problem(position: SourceText(before).position(ofByte: offset), message: message)
  }
}
