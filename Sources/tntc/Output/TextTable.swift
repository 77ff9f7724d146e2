import Glibc
import Terminal

/// Rows of text in aligned columns, no wider than the terminal.
struct TextTable {
  private static let gap = 2
  private static let narrowest = 8

  /// What stands in a row and a column.
  struct Cell {
    fileprivate let text: String
    fileprivate let style: Style?

    /// - Parameter style: of the whole text, but not of the space behind it.
    init(_ text: String, _ style: Style? = nil) {
      (self.text, self.style) = (FindingText.oneLine(text), style)
    }
  }

  private let rows: [[Cell]]

  private init(_ rows: [[Cell]]) { self.rows = rows }

  /// - Parameter header: one word for each column.
  init(_ header: [String], _ rows: [[Cell]]) {
    self.init([header.map { Cell($0, .strong) }] + rows)
  }

  init(_ header: [String], _ rows: [[String]]) {
    self.init(header, rows.map { $0.map { Cell($0) } })
  }

  /// Rows without a header, and without a limit to their width.
  static func plain(_ rows: [[Cell]]) -> StyledText { TextTable(rows).text(width: nil) }

  static func plain(_ rows: [[String]]) -> StyledText { plain(rows.map { $0.map { Cell($0) } }) }

  /// - Parameter width: nil for what is not a terminal, where nothing is cut.
  func text(width: Int? = Console.outputWidth) -> StyledText {
    var widths = (rows.first ?? []).indices.map { column in
      rows.map { Self.width($0[column].text) }.max() ?? 0
    }
    if let width {
      // The widest column gives way, as often as needed.
      while widths.reduce(0, +) + Self.gap * (widths.count - 1) > width,
        let widest = widths.indices.max(by: { widths[$0] < widths[$1] }), widths[widest] > Self.narrowest
      {
        widths[widest] -= 1
      }
    }
    return rows.map { row in
      var line = StyledText()
      for (column, (cell, width)) in zip(row, widths).enumerated() {
        let text = Self.cut(cell.text, width)
        line.append(text, cell.style)
        // The last one may be much longer in another row, and nothing is behind it.
        if column + 1 < row.count { line.append(Self.spaces(width - Self.width(text) + Self.gap), nil) }
      }
      return line.withoutTrailingSpaces + "\n"
    }.joined()
  }

  private static func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }

  /// A text that does not fit ends in an ellipsis.
  private static func cut(_ text: String, _ width: Int) -> String {
    self.width(text) > width ? "\(text.prefix(width - 1))…" : text
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
