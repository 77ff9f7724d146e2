/// U+FEFF at the start of a text, which editors of Windows write and which is not a character of the text.
package enum ByteOrderMark {
  package static let bytes: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// How many bytes of a text it takes: 3, or 0 without one.
  @inline(__always)
  package static func width(in text: [UInt8]) -> Int { text.starts(with: bytes) ? bytes.count : 0 }

  package static func removed(from text: [UInt8]) -> [UInt8] {
    text.starts(with: bytes) ? Array(text.dropFirst(bytes.count)) : text
  }
}
