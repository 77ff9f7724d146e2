extension [UInt8] {
  /// Appends a text as a JSON string: escaped is what JSON requires, and what a terminal or an editor
  /// would act on instead of showing it (DEL, C1, BOM, line and paragraph separators).
  mutating func append(json text: String) {
    let bytes = text.utf8.span
    append(UInt8(ascii: "\""))
    var written = 0
    for position in bytes.indices {
      guard let (codePoint, width) = Self.escaped(position, in: bytes) else { continue }
      append(bytes, written..<position)
      append(escapeOf: codePoint)
      written = position + width
    }
    append(bytes, written..<bytes.count)
    append(UInt8(ascii: "\""))
  }

  private static func escaped(
    _ position: Int, in text: Span<UInt8>
  ) -> (codePoint: UInt16, width: Int)? {
    switch text[position] {
    case 0..<0x20, UInt8(ascii: "\""), UInt8(ascii: "\\"), 0x7F: (UInt16(text[position]), 1)
    case 0xC2 where text[position + 1] < 0xA0: (UInt16(text[position + 1]), 2)
    case 0xE2, 0xEF: wide(text[position], text[position + 1], text[position + 2])
    default: nil
    }
  }

  private static func wide(
    _ first: UInt8, _ second: UInt8, _ third: UInt8
  ) -> (codePoint: UInt16, width: Int)? {
    switch (first, second, third) {
    case (0xE2, 0x80, 0xA8): (0x2028, 3)
    case (0xE2, 0x80, 0xA9): (0x2029, 3)
    case (0xEF, 0xBB, 0xBF): (0xFEFF, 3)
    case (0xEF, 0xBF, 0xBE): (0xFFFE, 3)
    case (0xEF, 0xBF, 0xBF): (0xFFFF, 3)
    default: nil
    }
  }

  private mutating func append(escapeOf codePoint: UInt16) {
    switch codePoint {
    case 0x0A: append("\\n")
    case 0x0D: append("\\r")
    case 0x09: append("\\t")
    case 0x22: append("\\\"")
    case 0x5C: append("\\\\")
    default:
      let digits = String(codePoint, radix: 16).utf8
      append("\\u")
      append(contentsOf: repeatElement(UInt8(ascii: "0"), count: 4 - digits.count))
      append(contentsOf: digits)
    }
  }
}
