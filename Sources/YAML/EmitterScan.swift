/// What the bytes of a text allow: found in one pass, eight bytes at a time.
struct TextScan {
  private(set) var hasLineFeed = false
  private(set) var hasTab = false
  /// CR, BOM, U+2028 or U+2029: exact only as an escape in double quotes.
  private(set) var needsEscapes = false
  /// The first code point that no style carries through kustomize and kubectl unchanged.
  private(set) var refused: Unicode.Scalar?

  init(_ text: Span<UInt8>) {
    let raw = unsafe text.bytes
    let width = MemoryLayout<UInt64>.size
    var position = 0
    while position + width <= text.count {
      let word = unsafe raw.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self)
      if !Self.isPrintableASCII(word) {
        // Most often a line feed is all that is in the way.
        let lineFeeds = Self.lineFeeds(in: word)
        if lineFeeds != 0 { hasLineFeed = true }
        // Each becomes `*`.
        if !Self.isPrintableASCII(word | lineFeeds >> 2) { note(text, position..<(position + width)) }
      }
      position += width
    }
    note(text, position..<text.count)
  }

  /// Whether all eight bytes are in 0x20...0x7E: each test moves its answer into the bytes' top bits.
  private static func isPrintableASCII(_ word: UInt64) -> Bool {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let below0x20 = (word &- ones &* 0x20) & ~word
    let is0x7F = word &+ ones
    return (word | below0x20 | is0x7F) & (ones &* 0x80) == 0
  }

  /// The top bit of each byte that is a line feed. No other byte changes what is told of one.
  private static func lineFeeds(in word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let low = ones &* 0x7F
    let other = word ^ ones &* 0x0A
    return ~((other & low) &+ low | other | low)
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
