/// Differences of two files as `diff -u` prints them.
package enum UnifiedDiff {
  /// - Returns: nothing when both are the same.
  package static func text(
    from old: [UInt8], to new: [UInt8], old oldName: String, new newName: String
  ) -> String {
    if old == new { return "" }
    guard let difference = LineDifference(from: old, to: new) else {
      return "Binary files \(oldName) and \(newName) differ\n"
    }
    return "--- \(oldName)\n+++ \(newName)\n" + difference.hunks.map(\.text).joined()
  }

  /// How many lines were added and removed; nil for content that is no text.
  package static func counts(from old: [UInt8], to new: [UInt8]) -> (added: Int, removed: Int)? {
    LineDifference(from: old, to: new)?.counts
  }
}
