/// A class of ASCII bytes: a set of 128 bits. No byte of a character beyond ASCII is in one.
///
/// Public, as the compiler inlines nothing of `package` into other modules. So a test is a shift without a call, and a
/// class put together of others and of a literal is a constant.
public struct ASCII: Hashable, Sendable {
  /// The bytes below 64 and those from there on, a bit each.
  @usableFromInline let low: UInt64
  @usableFromInline let high: UInt64

  @inlinable
  init(low: UInt64, high: UInt64) { (self.low, self.high) = (low, high) }

  /// - Parameter members: each below 128.
  @inlinable
  public init(_ members: some Sequence<UInt8>) {
    var (low, high): (UInt64, UInt64) = (0, 0)
    for byte in members {
      precondition(byte < 128, "a class of ASCII with a byte that is none")
      if byte < 64 { low |= 1 << UInt64(byte) } else { high |= 1 << UInt64(byte - 64) }
    }
    self.init(low: low, high: high)
  }

  /// Whether a byte is of the class.
  @inlinable
  public func contains(_ byte: UInt8) -> Bool {
    byte < 128 && ((byte < 64 ? low : high) &>> UInt64(byte & 63)) & 1 == 1
  }

  /// What is of either class: `.letter.union("-_.")`
  @inlinable
  public func union(_ other: ASCII) -> ASCII { ASCII(low: low | other.low, high: high | other.high) }
}

extension ASCII: ExpressibleByStringLiteral {
  /// `"-_."` are three bytes.
  @inlinable
  public init(stringLiteral members: StaticString) {
    self = members.withUTF8Buffer { unsafe ASCII($0) }
  }
}

extension ASCII {
  /// `0-9`
  @inlinable public static var digit: ASCII { ASCII(low: 0x03FF_0000_0000_0000, high: 0) }
  /// `a-z`
  @inlinable public static var lower: ASCII { ASCII(low: 0, high: 0x07FF_FFFE_0000_0000) }
  /// `A-Z`
  @inlinable public static var upper: ASCII { ASCII(low: 0, high: 0x07FF_FFFE) }
  /// `A-Za-z`
  @inlinable public static var letter: ASCII { .upper.union(.lower) }
  /// `0-9A-Za-z`
  @inlinable public static var alphanumeric: ASCII { .digit.union(.letter) }
  /// `0-9a-z`
  @inlinable public static var lowerAlphanumeric: ASCII { .digit.union(.lower) }
  /// `0-9A-Fa-f`
  @inlinable public static var hexDigit: ASCII { .lowerHexDigit.union(ASCII(low: 0, high: 0x7E)) }
  /// `0-9a-f`, as digests are written.
  @inlinable public static var lowerHexDigit: ASCII { .digit.union(ASCII(low: 0, high: 0x7E_0000_0000)) }
}
