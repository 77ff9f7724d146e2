/// A text with its escapes undone, however often one was put into another, and where each byte of it came from.
///
/// JSON, JavaScript, Deno's `inspect` and URLs write one value in many ways, and those nest: JSON in JSON, a URL
/// in JSON, JSON in a URL. All of them have one readable form, which is that of the value as well:
/// - `%2f` and `%2F`, also `%252f`, are `/` (RFC 3986); a blank may be `+` (WHATWG URL, urlencoded), so blanks
///   are written as `+`;
/// - after any number of backslashes, `n`, `t`, `r`, `b`, `f` and `v` are the control characters of ECMA-262 and
///   RFC 8259, `u00e9`, `u{e9}` and `xe9` the characters with these numbers; before anything else backslashes
///   are dropped.
struct ReadableForm {
  private(set) var bytes: [UInt8] = []
  /// For each byte, the bytes of the text that stand for it.
  private(set) var sources: [Range<Int32>] = []

  /// Whether a text can have another form than itself.
  static func mayDiffer(_ bytes: [UInt8]) -> Bool {
    bytes.contains { $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }
  }

  init(_ text: [UInt8]) {
    (bytes, sources) = (text, text.indices.map { Int32($0)..<Int32($0 + 1) })
    var round = 0
    repeat {
      let decoded = Percent(bytes, sources)
      var backslashes = Backslashes(decoded)
      backslashes.read()
      (bytes, sources) = (backslashes.bytes, backslashes.sources)
      round += 1
    } while round < Self.mostRounds && Self.isEscaped(bytes)
  }

  /// A backslash may be written as an escape itself.
  private static let mostRounds = 4

  private static func isEscaped(_ bytes: [UInt8]) -> Bool {
    bytes.indices.contains { position in
      bytes[position] == UInt8(ascii: "\\")
        || bytes[position] == UInt8(ascii: "%") && Percent.number(bytes, position + 1) != nil
    }
  }

  /// The part of the text that a part of the readable form stands for.
  func source(_ range: Range<Int>) -> Range<Int> {
    Int(sources[range.lowerBound].lowerBound)..<Int(sources[range.upperBound - 1].upperBound)
  }

  fileprivate static func hex(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - 48)
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - 87)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - 55)
    default: nil
    }
  }
}

/// Without the escapes of URLs.
private struct Percent {
  private(set) var bytes: [UInt8] = []
  private(set) var sources: [Range<Int32>] = []

  init(_ text: [UInt8], _ origins: [Range<Int32>]) {
    bytes.reserveCapacity(text.count)
    sources.reserveCapacity(text.count)
    var position = 0
    while position < text.count {
      let start = position
      var byte = text[position]
      position += 1
      if byte == UInt8(ascii: "%"), let (escaped, end) = Self.escaped(text, position) {
        byte = escaped
        position = end
      }
      bytes.append(byte)
      sources.append(origins[start].lowerBound..<origins[position - 1].upperBound)
    }
  }

  /// The byte whose number is at a place, and where that ends.
  private static func escaped(_ text: [UInt8], _ start: Int) -> (UInt8, end: Int)? {
    var position = start
    // An escaped percent sign before two digits was one more round of escapes.
    while number(text, position) == UInt8(ascii: "%"), number(text, position + 2) != nil { position += 2 }
    return number(text, position).map { ($0, position + 2) }
  }

  static func number(_ text: [UInt8], _ position: Int) -> UInt8? {
    guard position + 1 < text.count, let high = ReadableForm.hex(text[position]),
      let low = ReadableForm.hex(text[position + 1])
    else { return nil }
    return UInt8(high << 4 | low)
  }
}

/// Without the escapes of JSON and JavaScript.
private struct Backslashes {
  private let text: Percent
  private var position = 0
  private(set) var bytes: [UInt8] = []
  private(set) var sources: [Range<Int32>] = []

  init(_ text: Percent) {
    self.text = text
    bytes.reserveCapacity(text.bytes.count)
    sources.reserveCapacity(text.bytes.count)
  }

  mutating func read() {
    while position < text.bytes.count {
      let start = position
      while position < text.bytes.count, text.bytes[position] == UInt8(ascii: "\\") { position += 1 }
      guard position < text.bytes.count else { return }
      if position > start, let scalar = escaped() {
        for byte in String(scalar).utf8 { add(byte, from: start) }
      } else {
        position += 1
        add(text.bytes[position - 1], from: start)
      }
    }
  }

  private mutating func add(_ byte: UInt8, from start: Int) {
    bytes.append(byte == UInt8(ascii: " ") ? UInt8(ascii: "+") : byte)
    sources.append(text.sources[start].lowerBound..<text.sources[position - 1].upperBound)
  }

  /// What is behind backslashes, if it is more than a character that they protect.
  private mutating func escaped() -> Unicode.Scalar? {
    let simple: Unicode.Scalar
    switch text.bytes[position] {
    case UInt8(ascii: "n"): simple = "\n"
    case UInt8(ascii: "t"): simple = "\t"
    case UInt8(ascii: "r"): simple = "\r"
    case UInt8(ascii: "b"): simple = "\u{8}"
    case UInt8(ascii: "f"): simple = "\u{C}"
    case UInt8(ascii: "v"): simple = "\u{B}"
    case UInt8(ascii: "x"): return taken(number(at: position + 1, digits: 2))
    case UInt8(ascii: "u"): return character()
    default: return nil
    }
    position += 1
    return simple
  }

  private mutating func character() -> Unicode.Scalar? {
    if let braced = braced() { return taken(braced) }
    guard let first = number(at: position + 1, digits: 4) else { return nil }
    guard (0xD800..<0xDC00).contains(first.value) else { return taken(first) }
    var next = first.end
    while next < text.bytes.count, text.bytes[next] == UInt8(ascii: "\\") { next += 1 }
    guard next > first.end, next < text.bytes.count, text.bytes[next] == UInt8(ascii: "u"),
      let second = number(at: next + 1, digits: 4), (0xDC00..<0xE000).contains(second.value)
    else { return nil }
    return taken((0x10000 + (first.value - 0xD800) << 10 + (second.value - 0xDC00), second.end))
  }

  private func braced() -> (value: UInt32, end: Int)? {
    guard position + 1 < text.bytes.count, text.bytes[position + 1] == UInt8(ascii: "{") else { return nil }
    for digits in 1...6 {
      guard let number = number(at: position + 2, digits: digits) else { return nil }
      if number.end < text.bytes.count, text.bytes[number.end] == UInt8(ascii: "}") {
        return (number.value, number.end + 1)
      }
    }
    return nil
  }

  private func number(at start: Int, digits: Int) -> (value: UInt32, end: Int)? {
    guard start + digits <= text.bytes.count else { return nil }
    var value: UInt32 = 0
    for position in start..<(start + digits) {
      guard let digit = ReadableForm.hex(text.bytes[position]) else { return nil }
      value = value << 4 | digit
    }
    return (value, start + digits)
  }

  private mutating func taken(_ number: (value: UInt32, end: Int)?) -> Unicode.Scalar? {
    guard let number, let scalar = Unicode.Scalar(number.value) else { return nil }
    position = number.end
    return scalar
  }
}
