package import Diagnostics
import YAML

extension ConflictMarks {
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
