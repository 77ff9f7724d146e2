import Comparison
import Diagnostics
import TextDiff

/// A file before and after beside each other, as a table; a file that is new or gone alone.
enum SideBySide {
  /// Lines of one file that are shown; beyond them it is a download, not a review.
  private static let mostLines = 5000

  static func table(_ file: FileDelta) -> String {
    guard let difference = file.difference else { return "<p>No text: it is not shown.</p>\n" }
    let coloured = Coloured(
      old: Highlighter.lines(file.old ?? [], path: file.path),
      new: Highlighter.lines(file.new ?? [], path: file.path))
    var (rows, count) = ("", 0)
    for hunk in difference.hunks where count < mostLines {
      rows += "<tr class=\"at\"><td colspan=\"4\">\(HTMLText.text(hunk.header))</td></tr>\n"
      for row in Self.rows(hunk.lines.prefix(mostLines - count)) { rows += coloured.html(row) }
      count += hunk.lines.count
    }
    let rest =
      count > mostLines ? "<p>The rest is left out: \(Counted.text(count - mostLines, "line")).</p>\n" : ""
    return "<table class=\"side\"><colgroup><col class=\"no\"><col><col class=\"no\"><col></colgroup>"
      + "<tbody>\n\(rows)</tbody></table>\n\(rest)"
  }

  private struct Row {
    let old: LineDifference.Line?
    let new: LineDifference.Line?
  }

  /// What is removed is beside what was added in its place.
  private static func rows(_ lines: ArraySlice<LineDifference.Line>) -> [Row] {
    var rows: [Row] = []
    var (removed, added): ([LineDifference.Line], [LineDifference.Line]) = ([], [])
    func flush() {
      for position in 0..<max(removed.count, added.count) {
        rows.append(
          Row(
            old: removed.indices.contains(position) ? removed[position] : nil,
            new: added.indices.contains(position) ? added[position] : nil))
      }
      (removed, added) = ([], [])
    }
    for line in lines {
      switch line.mark {
      case .removed: removed.append(line)
      case .added: added.append(line)
      case .kept:
        flush()
        rows.append(Row(old: line, new: line))
      }
    }
    flush()
    return rows
  }

  private struct Coloured {
    let old: [String]
    let new: [String]

    func html(_ row: Row) -> String {
      let isKept = row.old?.mark == .kept
      let left = cell(row.old.flatMap(\.old), old, isKept ? "old" : "old del", isKept ? " " : "-")
      let right = cell(row.new.flatMap(\.new), new, isKept ? "" : "add", isKept ? " " : "+")
      return "<tr\(isKept ? " class=\"kept\"" : "")>\(left)\(right)</tr>\n"
    }

    private func cell(_ number: Int?, _ lines: [String], _ style: String, _ sign: String) -> String {
      guard let number, lines.indices.contains(number - 1) else {
        return "<td class=\"no void\"></td><td class=\"tx void\"></td>"
      }
      return
        "<td class=\"no \(style)\">\(number)</td><td class=\"tx \(style)\">\(sign)\(lines[number - 1])</td>"
    }
  }
}
