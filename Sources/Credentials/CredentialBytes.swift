import Bytes

extension ASCII {
  /// What tokens are made of: the alphabet of base64url.
  static let token = alphanumeric.union("-_")
  static let base64 = alphanumeric.union("+/=")
  /// What keeps a URL together up to its `@`: no space, quote, slash or bracket.
  static let userInfo = alphanumeric.union("-._~!&()+,;=:%#^|?")
  static let commentEnd: ASCII = "/#*"
  static let quote: ASCII = "\"'`"
}

extension Span<UInt8> {
  func holds(_ text: [UInt8], at position: Int) -> Bool {
    guard position >= 0, position + text.count <= count else { return false }
    for offset in text.indices where self[position + offset] != text[offset] { return false }
    return true
  }

  /// The end of the bytes from `position` on that are all of a class, no further than `limit`.
  func end(of bytes: ASCII, from position: Int, limit: Int) -> Int {
    var end = position
    while end < limit, bytes.contains(self[end]) { end += 1 }
    return end
  }

  func hasDigit(_ range: Range<Int>) -> Bool {
    for position in range where self[position].isIn(.digit) { return true }
    return false
  }
}
