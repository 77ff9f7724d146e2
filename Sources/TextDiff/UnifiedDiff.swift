/// Differences of two files as `diff -u` prints them.
package enum UnifiedDiff {
  /// A line of a diff, which may look like one of another kind.
  package struct Line: Sendable {
    package enum Kind: Sendable {
      /// The name of a file, before or after.
      case name
      /// Where a hunk begins.
      case header
      case line(LineDifference.Mark)
      case remark
    }

    package let kind: Kind
    /// Without its line break.
    package let text: String

    init(_ kind: Kind, _ text: String) { (self.kind, self.text) = (kind, text) }
  }

  /// - Returns: nothing when both are the same.
  package static func text(
    from old: [UInt8], to new: [UInt8], old oldName: String, new newName: String
  ) -> String {
    lines(from: old, to: new, old: oldName, new: newName).text
  }

  /// The same line by line.
  package static func lines(
    from old: [UInt8], to new: [UInt8], old oldName: String, new newName: String
  ) -> [Line] {
    if old == new { return [] }
    guard let difference = LineDifference(from: old, to: new) else {
      return [Line(.remark, "Binary files \(oldName) and \(newName) differ")]
    }
    return [Line(.name, "--- \(oldName)"), Line(.name, "+++ \(newName)")]
      + difference.hunks.flatMap(\.told)
  }

  /// How many lines were added and removed; nil for content that is not text.
  package static func counts(from old: [UInt8], to new: [UInt8]) -> (added: Int, removed: Int)? {
    LineDifference(from: old, to: new)?.counts
  }
}

extension [UnifiedDiff.Line] {
  /// Each ends with a line break.
  package var text: String { map { "\($0.text)\n" }.joined() }
}
