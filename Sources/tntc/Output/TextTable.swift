import Glibc
import Terminal

/// Rows of text in aligned columns, no wider than the terminal.
struct TextTable {
  private static let gap = 2
  private static let narrowest = 8

  private let rows: [[String]]

  /// - Parameter header: one word for each column.
  init(_ header: [String], _ rows: [[String]]) {
    self.rows = ([header] + rows).map { $0.map(FindingText.oneLine) }
  }

  /// Rows without a header, and without a limit to their width.
  static func plain(_ rows: [[String]]) -> String {
    guard let first = rows.first else { return "" }
    return TextTable(first, Array(rows.dropFirst())).text(width: nil)
  }

  /// - Parameter width: nil for what is no terminal, where nothing is cut.
  func text(width: Int? = Console.outputWidth) -> String {
    var widths = (rows.first ?? []).indices.map { column in rows.map { Self.width($0[column]) }.max() ?? 0 }
    if let width {
      // The widest column gives way, as often as needed.
      while widths.reduce(0, +) + Self.gap * (widths.count - 1) > width,
        let widest = widths.indices.max(by: { widths[$0] < widths[$1] }), widths[widest] > Self.narrowest
      {
        widths[widest] -= 1
      }
    }
    return rows.map { row in
      var cells = zip(row, widths).map { Self.cut($0, $1) }
      // The last one may be much longer in another row, and nothing stands behind it.
      for column in cells.indices.dropLast() { cells[column] = Self.padded(cells[column], widths[column]) }
      return Self.trimmed(cells.joined(separator: String(repeating: " ", count: Self.gap))) + "\n"
    }.joined()
  }

  /// What does not fit ends in an ellipsis, so that nobody takes it for the whole.
  private static func cut(_ text: String, _ width: Int) -> String {
    self.width(text) > width ? "\(text.prefix(width - 1))…" : text
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: width - self.width(text))
  }

  private static func trimmed(_ line: String) -> Substring {
    line.dropLast(line.utf8.reversed().prefix { $0 == UInt8(ascii: " ") }.count)
  }

  /// In characters; those of ASCII are counted without a look at what belongs together.
  private static func width(_ text: String) -> Int {
    text.utf8.allSatisfy { $0 < 0x80 } ? text.utf8.count : text.count
  }
}

extension Console {
  /// Columns of the terminal that output goes to; nil when it goes elsewhere.
  static var outputWidth: Int? {
    var size = winsize()
    guard isatty(STDOUT_FILENO) == 1, unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0,
      size.ws_col > 0
    else { return nil }
    return Int(size.ws_col)
  }
}
