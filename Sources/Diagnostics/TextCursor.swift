import Bytes

/// Walks through a text once and counts its lines and columns.
///
/// Everything that names a place counts here, so that findings, excerpts, annotations, SARIF and edits agree: a line
/// ends with LF and nothing else, as git, editors and GitHub count, and a column is a code point. CR, NEL, U+2028
/// and U+2029 are characters of their line, whatever YAML or JavaScript make of them. A byte order mark at the
/// start of a file is not part of its text.
package struct TextCursor: Sendable {
  /// The offset of the first byte of the line, in the bytes of the file.
  package private(set) var lineStart = 0
  /// The offset of the cursor, in the bytes of the file.
  package private(set) var offset = 0
  package private(set) var position = Position(line: 1, column: 1)
  /// Code points passed.
  private var characters = 0

  package init() {}

  /// - Parameter target: a byte of the file, no smaller than in the call before.
  package mutating func advance(to target: Int, in bytes: [UInt8]) -> Position {
    pass(bytes) { $0.offset + EightBytes.width < target }
    advance(in: bytes) { $0.offset >= target }
    return position
  }

  /// - Parameter target: a number of code points, no smaller than in the call before.
  package mutating func advance(toCharacter target: Int, in bytes: [UInt8]) -> Position {
    pass(bytes) { $0.characters + EightBytes.width < target }
    advance(in: bytes) { $0.characters >= target }
    return position
  }

  /// Walks to a place that is not before this one, or to the end of its line when that is shorter.
  mutating func advance(to target: Position, in bytes: [UInt8]) {
    advance(in: bytes) { cursor in
      cursor.position >= target
        || cursor.position.line == target.line && bytes[cursor.offset] == UInt8(ascii: "\n")
    }
  }

  /// Walks on eight bytes at a time; it may stop inside a code point.
  ///
  /// - Parameter isFar: whether the next eight bytes end before the target.
  @inline(__always)
  private mutating func pass(_ bytes: [UInt8], while isFar: (TextCursor) -> Bool) {
    skipByteOrderMark(in: bytes)
    let text = unsafe bytes.span.bytes
    while offset + EightBytes.width <= bytes.count, isFar(self) {
      let eight = EightBytes(text, at: offset)
      let (starts, breaks) = (eight.starts, eight.lineFeeds)
      offset += EightBytes.width
      characters += starts.count
      if breaks.isEmpty {
        position.column += starts.count
      } else {
        let rest = breaks.countBehind
        position = Position(line: position.line + breaks.count, column: 1 + starts.last(rest).count)
        lineStart = offset - rest
      }
    }
  }

  @inline(__always)
  private mutating func advance(in bytes: [UInt8], until isThere: (TextCursor) -> Bool) {
    skipByteOrderMark(in: bytes)
    while offset < bytes.count, !isThere(self) {
      let byte = bytes[offset]
      offset += 1
      if byte == UInt8(ascii: "\n") {
        characters += 1
        position = Position(line: position.line + 1, column: 1)
        lineStart = offset
        continue
      }
      if byte & 0xC0 != 0x80 {
        characters += 1
        position.column += 1
      }
      while offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
    }
  }

  private mutating func skipByteOrderMark(in bytes: [UInt8]) {
    guard offset == 0 else { return }
    offset = ByteOrderMark.width(in: bytes)
    lineStart = offset
  }
}
