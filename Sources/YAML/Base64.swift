/// Base64 for `binaryData`, in lines of 70 as kustomize writes it; Go skips the line breaks.
package enum Base64 {
  private static let lineLength = 70
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let padding = UInt8(ascii: "=")

  /// The encoded text; with more than one line, each ends with a line break.
  package static func encode(_ bytes: [UInt8]) -> String {
    let encoded = digits(of: bytes)
    guard encoded.count > lineLength else { return String(decoding: encoded, as: UTF8.self) }
    var lines: [UInt8] = []
    lines.reserveCapacity(encoded.count + encoded.count / lineLength + 1)
    for start in stride(from: 0, to: encoded.count, by: lineLength) {
      lines.append(contentsOf: encoded[start..<min(start + lineLength, encoded.count)])
      lines.append(UInt8(ascii: "\n"))
    }
    return String(decoding: lines, as: UTF8.self)
  }

  private static func digits(of bytes: [UInt8]) -> [UInt8] {
    var digits: [UInt8] = []
    digits.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let count = min(3, bytes.count - start)
      var bits = 0
      for offset in 0..<3 { bits = bits << 8 | (offset < count ? Int(bytes[start + offset]) : 0) }
      for digit in 0..<4 {
        digits.append(digit <= count ? alphabet[bits >> (18 - 6 * digit) & 0x3F] : padding)
      }
    }
    return digits
  }

  /// The bytes, or nil when the text is not Base64. Line breaks count for nothing, as in Go.
  package static func decode(_ text: String) -> [UInt8]? {
    let all = text.utf8.filter { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    let digits = all.reversed().drop { $0 == padding }.reversed()
    guard all.count % 4 == 0, all.count - digits.count <= 2 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(digits.count * 3 / 4)
    var bits = 0
    var pending = 0
    for digit in digits {
      guard let value = value(of: digit) else { return nil }
      bits = (bits << 6 | value) & 0x3FFF
      pending += 6
      guard pending >= 8 else { continue }
      pending -= 8
      bytes.append(UInt8(truncatingIfNeeded: bits >> pending))
    }
    return bytes
  }

  private static func value(of digit: UInt8) -> Int? {
    switch digit {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(digit) - 65
    case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(digit) - 71
    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(digit) + 4
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
