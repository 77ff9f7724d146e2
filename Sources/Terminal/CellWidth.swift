/// How many cells of a terminal a text takes, code point by code point (UAX #11, and what terminals make of emoji).
struct CellWidth {
  private var last: Unicode.Scalar?

  /// The cells that a code point adds to those before it.
  mutating func next(_ scalar: Unicode.Scalar) -> Int {
    defer { last = scalar }
    let properties = scalar.properties
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark:
      // The selector of the emoji style makes a narrow symbol a wide one.
      let isEmoji = scalar == "\u{FE0F}" && last?.properties.isEmoji == true
      return isEmoji ? last.map { 2 - Self.width($0) } ?? 0 : 0
    default: break
    }
    // A tone of skin is drawn in the emoji before it.
    if properties.isEmojiModifier, last?.properties.isEmojiModifierBase == true { return 0 }
    return Self.width(scalar)
  }

  private static func width(_ scalar: Unicode.Scalar) -> Int {
    guard scalar.value >= 0x1100 else { return 1 }
    // Vowels and final consonants are drawn in the Hangul syllable before them.
    if (0x1160...0x11FF).contains(scalar.value) { return 0 }
    if wide.contains(where: { $0.contains(scalar.value) }) { return 2 }
    // Two regional indicators make one flag of two cells.
    let isIndicator = (0x1F1E6...0x1F1FF).contains(scalar.value)
    return scalar.properties.isEmojiPresentation && !isIndicator ? 2 : 1
  }

  /// East Asian Width W and F, but for emoji, which have a property of their own.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F,
    0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6,
    0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF, 0x1F200...0x1F265, 0x20000...0x2FFFD, 0x30000...0x3FFFD,
  ]
}
