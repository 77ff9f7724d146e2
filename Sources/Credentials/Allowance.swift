import Bytes
import Diagnostics

/// Finds the comments that say of a credential that it is none.
///
/// Such a comment stands on the line of the credential or on the one above, if that has no credential of its own.
struct Allowance {
  static let text = "tntc:allow-secret"
  private static let mark = Array(text.utf8)
  private static let lineBreak = UInt8(ascii: "\n")

  private let comments: CommentStyle
  /// The line that was asked about last, and the answer.
  private var start = -1
  private var end = -1
  private var isAllowed = false

  init(_ comments: CommentStyle) { self.comments = comments }

  /// - Parameter cursor: on the credential; in a later line than before, or the same.
  mutating func holds(at cursor: TextCursor, in bytes: [UInt8]) -> Bool {
    if cursor.lineStart == start { return isAllowed }
    let hasNeighbour = cursor.lineStart == end + 1 && start >= 0
    start = cursor.lineStart
    end = bytes[start...].firstIndex(of: Self.lineBreak) ?? bytes.count
    isAllowed = hasMark(bytes[start..<end])
    if !isAllowed, !hasNeighbour, start > 0 {
      let above = bytes[..<(start - 1)]
      isAllowed = hasMark(above[((above.lastIndex(of: Self.lineBreak) ?? -1) + 1)...])
    }
    return isAllowed
  }

  /// The mark counts in a comment only, as its first word.
  private func hasMark(_ line: ArraySlice<UInt8>) -> Bool {
    var rest = line
    while let first = rest.firstIndex(of: Self.mark[0]) {
      if rest[first...].starts(with: Self.mark) {
        let before = line[..<first].last { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
        if let before, comments.before.contains(before) { return true }
      }
      rest = rest[(first + 1)...]
    }
    return false
  }
}
