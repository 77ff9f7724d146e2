import Bytes

/// The marks that a merge leaves in a text where both sides changed the same lines.
package struct ConflictMarks {
  /// Lines between marks, counted from 1: those of the marks themselves.
  package struct Hunk: Hashable, Sendable {
    package let first: Int
    package let last: Int
    /// The lines of this side and of the other, by their positions from 0.
    package let ours: Range<Int>
    package let theirs: Range<Int>
  }

  package private(set) var hunks: [Hunk] = []
  package let lines: [ArraySlice<UInt8>]

  package init(_ bytes: [UInt8]) {
    lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    var (start, middle, original): (Int?, Int?, Int?) = (nil, nil, nil)
    for (position, line) in lines.enumerated() {
      if line.starts(with: Array("<<<<<<< ".utf8)) { (start, middle, original) = (position, nil, nil) }
      if start != nil, line.starts(with: Array("||||||| ".utf8)) { original = position }
      if start != nil, middle == nil,
        line.prefix(8).filter({ $0 != UInt8(ascii: "\r") }) == Array("=======".utf8)
      {
        middle = position
      }
      guard let begin = start, let between = middle, line.starts(with: Array(">>>>>>> ".utf8)) else {
        continue
      }
      hunks.append(
        Hunk(
          first: begin + 1, last: position + 1, ours: (begin + 1)..<(original ?? between),
          theirs: (between + 1)..<position))
      (start, middle, original) = (nil, nil, nil)
    }
  }
}
