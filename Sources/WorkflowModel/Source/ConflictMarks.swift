import Bytes
import YAML

/// The marks that a merge leaves in a text where both sides changed the same lines.
package struct ConflictMarks {
  /// Lines between marks, counted from 1: those of the marks themselves.
  package struct Hunk: Hashable, Sendable {
    package let first: Int
    package let last: Int
    /// The lines of this side and of the other, by their positions from 0.
    let ours: Range<Int>
    let theirs: Range<Int>
  }

  package private(set) var hunks: [Hunk] = []
  private let lines: [ArraySlice<UInt8>]

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

  /// The text of a workflow.yaml with the higher of both numbers, when that is all that both sides changed.
  package var withHigherVersion: [UInt8]? {
    guard hunks.count == 1, let hunk = hunks.first, let ours = version(hunk.ours),
      let theirs = version(hunk.theirs)
    else { return nil }
    let taken = lines[(ours < theirs ? hunk.theirs : hunk.ours).lowerBound]
    let merged = lines[..<(hunk.first - 1)] + [taken] + lines[hunk.last...]
    return Array(merged.joined(separator: [UInt8(ascii: "\n")]))
  }

  /// The number in a line that says nothing else.
  private func version(_ range: Range<Int>) -> VersionNumber? {
    let key = Array("version:".utf8)
    guard range.count == 1, let line = lines[range].first, line.starts(with: key) else { return nil }
    let blanks = Array(" \t\r\"'".utf8)
    let value = line.dropFirst(key.count).drop(while: blanks.contains)
    return try? VersionNumber(String(decoding: value.prefix { !blanks.contains($0) }, as: UTF8.self))
  }
}
