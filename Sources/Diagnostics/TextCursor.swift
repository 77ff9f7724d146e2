/// Walks through a text once, counting lines and columns as `SourceText` does.
package struct TextCursor {
  package private(set) var lineStart = 0
  private var offset = 0
  private var line = 1
  private var column = 1

  package init() {}

  /// - Parameter target: no smaller than in the call before.
  package mutating func advance(to target: Int, in bytes: [UInt8]) -> Position {
    if offset == 0, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = min(3, target) }
    while offset < target {
      let byte = bytes[offset]
      offset += 1
      if byte == UInt8(ascii: "\n") {
        (line, column, lineStart) = (line + 1, 1, offset)
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
    return Position(line: line, column: column)
  }
}
