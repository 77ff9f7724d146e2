/// The line that a finding speaks of, or, of a long one, the part around the place.
package struct Excerpt: Hashable, Sendable {
  /// Code points that are shown of a line.
  static let longest = 100

  package let text: String
  /// How many code points of the text stand before the place.
  package let before: Int

  package init(text: String, before: Int) { (self.text, self.before) = (text, before) }
}

/// Cuts excerpts out of a text, for places in ascending order in one walk.
struct ExcerptReader {
  private let bytes: [UInt8]
  private var cursor = TextCursor()

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Nil behind the last line.
  mutating func excerpt(at position: Position) -> Excerpt? {
    if position < cursor.position { cursor = TextCursor() }
    cursor.advance(to: position, in: bytes)
    guard cursor.position.line == position.line else { return nil }
    let caret = isInLineBreak ? cursor.offset - 1 : cursor.offset
    let after = following(caret, atMost: Excerpt.longest)
    let room = max(Excerpt.longest - after.count, Excerpt.longest / 2)
    let before = preceding(caret, atMost: room)
    let end = following(caret, atMost: Excerpt.longest - before.count).end
    return Excerpt(text: String(decoding: bytes[before.start..<end], as: UTF8.self), before: before.count)
  }

  /// Whether the cursor is behind the CR of a line break.
  private var isInLineBreak: Bool {
    cursor.offset > cursor.lineStart && bytes[cursor.offset - 1] == UInt8(ascii: "\r")
      && (cursor.offset == bytes.count || bytes[cursor.offset] == UInt8(ascii: "\n"))
  }

  /// Code points from a byte on, no further than its line.
  private func following(_ start: Int, atMost most: Int) -> (end: Int, count: Int) {
    var (end, count) = (start, 0)
    while end < bytes.count, count < most, bytes[end] != UInt8(ascii: "\n") {
      // The CR of a line break is not part of the line.
      if bytes[end] == UInt8(ascii: "\r"), end + 1 == bytes.count || bytes[end + 1] == UInt8(ascii: "\n") {
        break
      }
      end += 1
      while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
      count += 1
    }
    return (end, count)
  }

  private func preceding(_ end: Int, atMost most: Int) -> (start: Int, count: Int) {
    var (start, count) = (end, 0)
    while start > cursor.lineStart, count < most {
      start -= 1
      while start > cursor.lineStart, bytes[start] & 0xC0 == 0x80 { start -= 1 }
      count += 1
    }
    return (start, count)
  }
}

extension [Finding] {
  /// Sorted by place, each with its excerpt.
  package func inOrder(of bytes: [UInt8]) -> [Finding] {
    if isEmpty { return [] }
    var reader = ExcerptReader(bytes)
    let none = Position(line: 0, column: 0)
    return sorted { ($0.position ?? none) < ($1.position ?? none) }.map { finding in
      var finding = finding
      finding.excerpt = finding.position.flatMap { reader.excerpt(at: $0) }
      return finding
    }
  }
}
