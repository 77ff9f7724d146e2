/// A set of ASCII bytes, asked without touching memory.
struct ByteClass: Sendable {
  private let low: UInt64
  private let high: UInt64

  init(_ members: some Sequence<UInt8>) {
    var (low, high): (UInt64, UInt64) = (0, 0)
    for byte in members {
      if byte < 64 { low |= 1 << UInt64(byte) } else { high |= 1 << UInt64(byte & 63) }
    }
    (self.low, self.high) = (low, high)
  }

  @inline(__always)
  func contains(_ byte: UInt8) -> Bool {
    byte < 128 && ((byte < 64 ? low : high) &>> UInt64(byte & 63)) & 1 == 1
  }

  static let digits = ByteClass(UInt8(ascii: "0")...UInt8(ascii: "9"))
  static let upper = ByteClass(upperBytes)
  static let hex = ByteClass("0123456789abcdef".utf8)
  static let alphanumeric = ByteClass(alphanumericBytes)
  /// What tokens are made of: the alphabet of base64url.
  static let token = ByteClass(alphanumericBytes + Array("-_".utf8))
  static let base64 = ByteClass(alphanumericBytes + Array("+/=".utf8))
  /// What keeps a URL together up to its `@`: no space, quote, slash or bracket.
  static let userInfo = ByteClass(alphanumericBytes + Array("-._~!&()+,;=:%#^|?".utf8))
  static let commentEnds = ByteClass("/#*".utf8)
  static let quotes = ByteClass("\"'`".utf8)

  private static let upperBytes = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".utf8)
  private static let alphanumericBytes = upperBytes + Array("abcdefghijklmnopqrstuvwxyz".utf8)
}

extension Span<UInt8> {
  func holds(_ text: [UInt8], at position: Int) -> Bool {
    guard position >= 0, position + text.count <= count else { return false }
    for offset in text.indices where self[position + offset] != text[offset] { return false }
    return true
  }

  /// The end of the bytes from `position` on that are all of a class, no further than `limit`.
  func end(of bytes: ByteClass, from position: Int, limit: Int) -> Int {
    var end = position
    while end < limit, bytes.contains(self[end]) { end += 1 }
    return end
  }

  func hasDigit(_ range: Range<Int>) -> Bool {
    for position in range where ByteClass.digits.contains(self[position]) { return true }
    return false
  }
}
