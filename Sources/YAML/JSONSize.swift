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
    case .number(let number): return number.isFinite ? goSize(of: number) : 4
    case .string(let text): return goSize(of: text)
    case .sequence(let items):
      return items.reduce(punctuation(items.count)) { $0 + goSize(of: $1) }
    case .mapping(let mapping):
      var size = punctuation(mapping.count)
      for position in mapping.indices {
        size += goSize(of: mapping.keys[position]) + 1 + goSize(of: mapping.values[position])
      }
      return size
    }
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
    var growth = 0
    for position in text.indices where text[position] == 0xE2 {
      if text[position + 1] == 0x80, text[position + 2] & 0xFE == 0xA8 { growth += 3 }
    }
    return growth
  }
}

extension JSON {
  /// Go writes a double as JavaScript does: with an exponent below 1e-6 and from 1e21 on.
  private static func goSize(of number: Double) -> Int {
    let sign = number.sign == .minus ? 1 : 0
    let magnitude = number.magnitude
    if magnitude == 0 { return sign + 1 }
    let decimal = ShortestDecimal(magnitude)
    let isScientific = magnitude < 1e-6 || magnitude >= 1e21
    return sign + (isScientific ? decimal.scientificSize : decimal.fixedSize)
  }
}

/// The shortest digits that read back as the same double, with the point before the first of them:
/// 0.DIGITS times 10 to the `exponent`.
private struct ShortestDecimal {
  private let digits: Int
  private let exponent: Int

  init(_ magnitude: Double) {
    let parts = magnitude.description.split(separator: "e")
    let mantissa = parts[0].split(separator: ".")
    let whole = mantissa[0].drop { $0 == "0" }
    var fraction = mantissa.count > 1 ? mantissa[1] : ""
    while fraction.last == "0" { fraction.removeLast() }
    let leading = whole.isEmpty ? fraction.prefix { $0 == "0" }.count : 0
    let trailing = fraction.isEmpty ? whole.reversed().prefix { $0 == "0" }.count : 0
    digits = whole.count + fraction.count - leading - trailing
    exponent = whole.count - leading + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
  }

  /// As in `1200`, `12.5`, `0.0012`.
  var fixedSize: Int {
    if exponent <= 0 { return 2 - exponent + digits }
    return digits <= exponent ? exponent : digits + 1
  }

  /// As in `1.2e-7`, `1e+21`.
  var scientificSize: Int {
    (digits == 1 ? 1 : digits + 1) + 2 + String(abs(exponent - 1)).utf8.count
  }
}
