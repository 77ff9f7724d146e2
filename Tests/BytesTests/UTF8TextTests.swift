import Bytes
import Testing

struct UTF8TextTests {
  @Test func `a text is made of UTF-8 alone`() {
    let texts = ["", "a", "1234567", "\n", "é", "日", "😀", "\u{FFFF}"]
    let broken: [[UInt8]] = [[0xC3], [0x80], [0xE2, 0x80]]
    let pieces = texts.map { Array($0.utf8) } + broken
    let pairs = pieces.flatMap { first in pieces.map { first + $0 } }
    for bytes in pairs.flatMap({ pair in pairs.map { pair + $0 } }) {
      let text = String(utf8: bytes)
      #expect(text == String(validating: bytes, as: UTF8.self), "\(bytes)")
      #expect(text.map { Array($0.utf8) == bytes } ?? true, "\(bytes)")
    }
  }
}
