import Bytes

/// What the bytes of a text allow: found in one pass, eight bytes at a time.
struct TextScan {
  private(set) var hasLineFeed = false
  private(set) var hasTab = false
  /// CR, BOM, U+2028 or U+2029: exact only as an escape in double quotes.
  private(set) var needsEscapes = false
  /// The first code point that no style carries through kustomize and kubectl unchanged.
  private(set) var refused: Unicode.Scalar?

  init(_ text: Span<UInt8>) {
    let bytes = unsafe text.bytes
    var position = 0
    while position + EightBytes.width <= text.count {
      let eight = EightBytes(bytes, at: position)
      if !eight.arePrintable {
        // Most often a line feed is all that is in the way.
        if !eight.lineFeeds.isEmpty { hasLineFeed = true }
        if !eight.arePrintableOrLineFeeds { note(text, position..<(position + EightBytes.width)) }
      }
      position += EightBytes.width
    }
    note(text, position..<text.count)
  }

  private mutating func note(_ text: Span<UInt8>, _ range: Range<Int>) {
    for position in range {
      switch text[position] {
      case UInt8(ascii: "\n"): hasLineFeed = true
      case UInt8(ascii: "\t"): hasTab = true
      case UInt8(ascii: "\r"): needsEscapes = true
      case 0..<0x20, 0x7F: refuse(Unicode.Scalar(text[position]))
      case 0xC2 where text[position + 1] < 0xA0: refuse(Unicode.Scalar(text[position + 1]))
      case 0xE2, 0xEF: noteWide(text[position], text[position + 1], text[position + 2])
      default: break
      }
    }
  }

  private mutating func noteWide(_ first: UInt8, _ second: UInt8, _ third: UInt8) {
    switch (first, second, third) {
    case (0xE2, 0x80, 0xA8), (0xE2, 0x80, 0xA9), (0xEF, 0xBB, 0xBF): needsEscapes = true
    case (0xEF, 0xBF, 0xBE): refuse("\u{FFFE}")
    case (0xEF, 0xBF, 0xBF): refuse("\u{FFFF}")
    default: break
    }
  }

  private mutating func refuse(_ scalar: Unicode.Scalar) {
    if refused == nil { refused = scalar }
  }
}
