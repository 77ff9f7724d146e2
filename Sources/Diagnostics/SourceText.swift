/// Finds the lines of a text, so that a finding can show the one it speaks of.
package struct SourceText: Sendable {
  private let bytes: [UInt8]

  /// A byte order mark is no part of the text.
  package init(_ bytes: [UInt8]) {
    self.bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
  }

  /// The text of a line, counted from 1, without its line break; nil behind the last line.
  package func line(_ number: Int) -> String? {
    var rest = bytes[...]
    for _ in 1..<max(number, 1) {
      guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
      rest = rest[(end + 1)...]
    }
    var line = rest.prefix { $0 != UInt8(ascii: "\n") }
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    return String(decoding: line, as: UTF8.self)
  }

  /// Where a byte, counted from 0, stands.
  package func position(ofByte offset: Int) -> Position {
    let before = bytes.prefix(offset)
    let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    return Position(
      line: line, column: String(decoding: before[start...], as: UTF8.self).unicodeScalars.count + 1)
  }
}
