import Bytes

extension JSON {
  /// How many bytes Go's `encoding/json` needs for the value, which is what kubectl puts into the
  /// annotation `last-applied-configuration`.
  ///
  /// Go writes `<`, `>`, `&`, U+2028 and U+2029 as six bytes. Older Go does so with backspace and
  /// form feed too, newer Go takes two: the larger is counted.
  package static func goSize(of value: Value) -> Int {
    switch value {
    case .null: return 4
    case .bool(let bool): return bool ? 4 : 5
    case .integer(let integer): return String(integer).utf8.count
    case .number(let number): return number.isFinite ? goText(number).utf8.count : 4
    case .string(let text): return goSize(of: text)
    case .sequence(let items):
      return items.reduce(punctuation(items.count)) { $0 + goSize(of: $1) }
    case .mapping(let mapping):
      var size = punctuation(mapping.count)
      for (key, value) in mapping { size += goSize(of: key) + 1 + goSize(of: value) }
      return size
    }
  }

  /// As JavaScript, but for the sign of zero.
  private static func goText(_ number: Double) -> String {
    number == 0 && number.sign == .minus ? "-0" : number.javaScript
  }

  /// The brackets, and the commas between `count` members.
  private static func punctuation(_ count: Int) -> Int { 2 + max(count - 1, 0) }

  private static func goSize(of text: String) -> Int {
    let bytes = text.utf8.span
    var size = 2 + bytes.count
    for position in bytes.indices { size &+= growth(of: bytes[position]) }
    return size + separatorGrowth(in: bytes)
  }

  /// What a byte takes beyond itself. Without branches, so that the loop over a file is vectorised.
  @inline(__always)
  private static func growth(of byte: UInt8) -> Int {
    let isShort =
      byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "\n")
      || byte == UInt8(ascii: "\r") || byte == UInt8(ascii: "\t")
    let isLong =
      byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "&")
      || byte < 0x20
    return isShort ? 1 : isLong ? 5 : 0
  }

  /// U+2028 and U+2029, three bytes in UTF-8, are six as an escape.
  private static func separatorGrowth(in text: Span<UInt8>) -> Int {
    let bytes = unsafe text.bytes
    var (growth, position) = (0, 0)
    while position < text.count {
      if position + EightBytes.width <= text.count, EightBytes(bytes, at: position).areASCII {
        position += EightBytes.width
        continue
      }
      if text[position] == 0xE2, text[position + 1] == 0x80, text[position + 2] & 0xFE == 0xA8 { growth += 3 }
      position += 1
    }
    return growth
  }
}
