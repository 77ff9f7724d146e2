/// Differences of two texts as hunks with three lines of context, in the form of `diff -u` (POSIX diff, -u).
package enum UnifiedDiff {
  private static let context = 3

  /// - Returns: nothing when both are the same.
  package static func text(from old: [UInt8], to new: [UInt8], old oldName: String, new newName: String)
    -> String
  {
    if old == new { return "" }
    guard let before = lines(old), let after = lines(new) else {
      return "Binary files \(oldName) and \(newName) differ\n"
    }
    return "--- \(oldName)\n+++ \(newName)\n" + hunks(edits(before, after)).joined()
  }

  /// How many lines were added and removed; nil for content that is no text.
  package static func counts(from old: [UInt8], to new: [UInt8]) -> (added: Int, removed: Int)? {
    guard let before = lines(old), let after = lines(new) else { return nil }
    let edits = edits(before, after)
    return (edits.count { $0.mark == "+" }, edits.count { $0.mark == "-" })
  }

  private struct Edit {
    let mark: Character
    let line: Line
  }

  /// A line with its line break, if it has one; compared by its bytes.
  private struct Line: Hashable {
    let bytes: ArraySlice<UInt8>
  }

  private static func lines(_ bytes: [UInt8]) -> [Line]? {
    if bytes.contains(0) { return nil }
    var lines: [Line] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      let end = rest.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? rest.endIndex
      lines.append(Line(bytes: rest[..<end]))
      rest = rest[end...]
    }
    return lines
  }

  /// Both texts in one list, each line marked as kept, removed or added.
  private static func edits(_ before: [Line], _ after: [Line]) -> [Edit] {
    var removed: Set<Int> = []
    var added: Set<Int> = []
    for change in after.difference(from: before) {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): added.insert(offset)
      }
    }
    var edits: [Edit] = []
    var (old, new) = (0, 0)
    while old < before.count || new < after.count {
      if removed.contains(old) {
        edits.append(Edit(mark: "-", line: before[old]))
        old += 1
      } else if added.contains(new) {
        edits.append(Edit(mark: "+", line: after[new]))
        new += 1
      } else {
        edits.append(Edit(mark: " ", line: before[old]))
        old += 1
        new += 1
      }
    }
    return edits
  }

  private static func hunks(_ edits: [Edit]) -> [String] {
    var ranges: [Range<Int>] = []
    for (position, edit) in edits.enumerated() where edit.mark != " " {
      let range = max(0, position - context)..<min(edits.count, position + context + 1)
      if let last = ranges.last, range.lowerBound <= last.upperBound {
        ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
      } else {
        ranges.append(range)
      }
    }
    var (old, new, position) = (1, 1, 0)
    return ranges.map { range in
      for edit in edits[position..<range.lowerBound] { count(edit, &old, &new) }
      let start = (old: old, new: new)
      var text = ""
      for edit in edits[range] {
        count(edit, &old, &new)
        text += "\(edit.mark)\(String(decoding: edit.line.bytes, as: UTF8.self))"
        if edit.line.bytes.last != UInt8(ascii: "\n") { text += "\n\\ No newline at end of file\n" }
      }
      position = range.upperBound
      return "@@ -\(span(start.old, old)) +\(span(start.new, new)) @@\n\(text)"
    }
  }

  private static func count(_ edit: Edit, _ old: inout Int, _ new: inout Int) {
    if edit.mark != "+" { old += 1 }
    if edit.mark != "-" { new += 1 }
  }

  /// An empty span is numbered by the line before it; a single line has no length.
  private static func span(_ start: Int, _ end: Int) -> String {
    let length = end - start
    return length == 0 ? "\(start - 1),0" : length == 1 ? "\(start)" : "\(start),\(length)"
  }
}
