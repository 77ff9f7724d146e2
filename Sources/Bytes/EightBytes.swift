/// Eight bytes of a text, looked at together.
///
/// A question is answered for all of them by the top bit of each byte of a word; the first byte is the lowest. Public, as
/// the compiler inlines nothing of `package` into other modules.
public struct EightBytes: Sendable {
  /// In bytes.
  @inlinable public static var width: Int { 8 }

  @usableFromInline let word: UInt64

  /// - Parameter position: that of the first byte; the other seven have to be in the text as well.
  @inlinable
  public init(_ text: RawSpan, at position: Int) {
    word = UInt64(littleEndian: unsafe text.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self))
  }

  @inlinable static var ones: UInt64 { 0x0101_0101_0101_0101 }
  @inlinable static var tops: UInt64 { 0x8080_8080_8080_8080 }

  /// Which bytes are line feeds. No other byte changes what is told of one.
  @inlinable
  public var lineFeeds: Marks {
    let low = ~Self.tops
    let other = word ^ Self.ones &* 0x0A
    return Marks(bits: ~((other & low) &+ low | other | low))
  }

  /// Which bytes do not stand for themselves in a string of JSON, or are of a character beyond ASCII: quotes, backslashes,
  /// control characters. The first mark is right; those behind it may be too many.
  @inlinable
  public var specialInJSON: Marks {
    let quotes = word ^ Self.ones &* 0x22
    let backslashes = word ^ Self.ones &* 0x5C
    let borrows =
      (word &- Self.ones &* 0x20) & ~word | (quotes &- Self.ones) & ~quotes
      | (backslashes &- Self.ones) & ~backslashes
    return Marks(bits: (word | borrows) & Self.tops)
  }

  /// Which bytes are the first, or the only one, of a code point in UTF-8.
  @inlinable
  public var starts: Marks { Marks(bits: ~(word & ~(word << 1)) & Self.tops) }

  /// Whether no byte is of a character beyond ASCII.
  @inlinable
  public var areASCII: Bool { word & Self.tops == 0 }

  /// Whether all are in 0x20...0x7E.
  @inlinable
  public var arePrintable: Bool { Self.arePrintable(word) }

  /// The same, or line feeds, each of which becomes `*`.
  @inlinable
  public var arePrintableOrLineFeeds: Bool { Self.arePrintable(word | lineFeeds.bits >> 2) }

  @inlinable
  static func arePrintable(_ word: UInt64) -> Bool {
    let below0x20 = (word &- ones &* 0x20) & ~word
    let is0x7F = word &+ ones
    return (word | below0x20 | is0x7F) & tops == 0
  }

  /// Some of eight bytes: the top bit of each of them.
  public struct Marks: Sendable {
    @usableFromInline let bits: UInt64

    @inlinable
    init(bits: UInt64) { self.bits = bits }

    /// Whether it is none.
    @inlinable
    public var isEmpty: Bool { bits == 0 }

    /// How many they are.
    @inlinable
    public var count: Int { Int(truncatingIfNeeded: (bits >> 7 &* EightBytes.ones) >> 56) }

    /// How many bytes stand before the first one; eight when there is none.
    @inlinable
    public var countBefore: Int { bits.trailingZeroBitCount / 8 }

    /// How many bytes follow the last one; eight when there is none.
    @inlinable
    public var countBehind: Int { bits.leadingZeroBitCount / 8 }

    /// Those among the last bytes.
    ///
    /// - Parameter count: of the last bytes, at most eight.
    @inlinable
    public func last(_ count: Int) -> Marks { Marks(bits: bits >> (64 - count * 8)) }
  }
}
