import Bytes
import Testing

struct ByteOrderMarkTests {
  @Test(
    arguments: [
      ([], 0), ([0xEF, 0xBB], 0), ([0xEF, 0xBB, 0xBF], 3), ([0xEF, 0xBB, 0xBF, 0x61], 3),
      ([0x61, 0xEF, 0xBB, 0xBF], 0),
    ] as [([UInt8], Int)])
  func `it counts at the start alone`(text: [UInt8], width: Int) {
    #expect(ByteOrderMark.width(in: text) == width)
    #expect(ByteOrderMark.removed(from: text) == Array(text.dropFirst(width)))
  }
}
