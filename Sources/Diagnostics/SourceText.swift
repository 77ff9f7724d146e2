/// Finds places in a text, by `TextCursor`'s count.
package struct SourceText: Sendable {
  private let bytes: [UInt8]

  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The line of a place, for people; nil behind the last line.
  package func excerpt(at position: Position) -> Excerpt? {
    var reader = ExcerptReader(bytes)
    return reader.excerpt(at: position)
  }

  /// Where a byte, counted from 0 in the file, stands.
  package func position(ofByte offset: Int) -> Position {
    var cursor = TextCursor()
    return cursor.advance(to: offset, in: bytes)
  }

  /// The byte at a place; nil when the text does not reach there.
  package func byte(at position: Position) -> Int? {
    var cursor = TextCursor()
    cursor.advance(to: position, in: bytes)
    return cursor.position == position ? cursor.offset : nil
  }
}
