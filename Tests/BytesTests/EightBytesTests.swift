import Bytes
import Testing

/// Eight bytes at once say what each of them says.
struct EightBytesTests {
  /// Bytes next to those that are told apart.
  private static let bytes: [UInt8] = [
    0, 9, 10, 11, 0x1F, 0x20, 0x21, 0x22, 0x23, 0x2A, 0x5B, 0x5C, 0x5D, 0x7E, 0x7F, 0x80, 0x8A, 0xBF, 0xC0,
    0xC2, 0xFF,
  ]

  /// Two of them side by side at each place among others.
  private static var words: [[UInt8]] {
    ([0x41, 10, 0x80] as [UInt8]).flatMap { other in
      (0..<7).flatMap { place in
        bytes.flatMap { first in
          bytes.map { second in
            var word = [UInt8](repeating: other, count: 8)
            (word[place], word[place + 1]) = (first, second)
            return word
          }
        }
      }
    }
  }

  @Test func `every answer is that of the single bytes`() {
    for bytes in Self.words {
      let eight = unsafe EightBytes(bytes.span.bytes, at: 0)
      let breaks = bytes.map { $0 == 10 }
      #expect(eight.lineFeeds.count == breaks.count { $0 }, "\(bytes)")
      #expect(eight.lineFeeds.isEmpty == !breaks.contains(true), "\(bytes)")
      #expect(eight.lineFeeds.countBefore == breaks.firstIndex(of: true) ?? 8, "\(bytes)")
      #expect(eight.lineFeeds.countBehind == breaks.lastIndex(of: true).map { 7 - $0 } ?? 8, "\(bytes)")
      let starts = bytes.map { $0 & 0xC0 != 0x80 }
      for count in 0...8 {
        #expect(eight.starts.last(count).count == starts.suffix(count).count { $0 }, "\(bytes)")
      }
      let isSpecial: (UInt8) -> Bool = { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C || $0 >= 0x80 }
      #expect(eight.specialInJSON.countBefore == bytes.firstIndex(where: isSpecial) ?? 8, "\(bytes)")
      #expect(eight.specialInJSON.isEmpty == !bytes.contains(where: isSpecial), "\(bytes)")
      #expect(eight.areASCII == bytes.allSatisfy { $0 < 0x80 }, "\(bytes)")
      #expect(eight.arePrintable == bytes.allSatisfy { (0x20...0x7E).contains($0) }, "\(bytes)")
      #expect(
        eight.arePrintableOrLineFeeds == bytes.allSatisfy { $0 == 10 || (0x20...0x7E).contains($0) },
        "\(bytes)")
    }
  }
}
