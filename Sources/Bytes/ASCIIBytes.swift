extension UInt8 {
  /// Whether the byte is of a class.
  @inlinable
  public func isIn(_ bytes: ASCII) -> Bool { bytes.contains(self) }

  /// The lower-case letter for an upper-case one of ASCII, any other byte as it is.
  @inlinable
  public var asciiLowercased: UInt8 { isIn(.upper) ? self | 0x20 : self }

  /// What a hexadecimal digit of either case counts; nil for any other byte.
  @inlinable
  public var hexDigitValue: Int? {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(self) - 48
    case UInt8(ascii: "a")...UInt8(ascii: "f"): Int(self) - 87
    case UInt8(ascii: "A")...UInt8(ascii: "F"): Int(self) - 55
    default: nil
    }
  }
}

extension Sequence<UInt8> {
  /// Whether all bytes are of a class; true when there are none.
  @inlinable
  public func consists(of bytes: ASCII) -> Bool { allSatisfy(bytes.contains) }
}

extension StringProtocol {
  /// Whether all bytes are of a class; true for the empty text.
  @inlinable
  public func consists(of bytes: ASCII) -> Bool { utf8.consists(of: bytes) }
}
