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

  /// A place whose column counts the code units of UTF-16 from 1, as JavaScript does; nil behind the last line.
  package func position(line: Int, utf16Column: Int) -> Position? {
    var cursor = TextCursor()
    cursor.advance(to: Position(line: line, column: 1), in: bytes)
    guard cursor.position.line == line else { return nil }
    let rest = bytes[cursor.offset...].prefix { $0 != UInt8(ascii: "\n") }
    var (units, column) = (1, 1)
    for scalar in String(decoding: rest, as: UTF8.self).unicodeScalars where units < utf16Column {
      units += UTF16.width(scalar)
      column += 1
    }
    return Position(line: line, column: column)
  }

  /// The byte at a place; nil when the text does not reach there.
  package func byte(at position: Position) -> Int? {
    var cursor = TextCursor()
    cursor.advance(to: position, in: bytes)
    return cursor.position == position ? cursor.offset : nil
  }
}
