import Comparison

/// What the gate says, and what is to be known of what stays, at the top of the page.
enum HTMLGate {
  static func text(_ comparison: Comparison) -> String {
    list("Gate", GateText.lines(comparison)) + list("Notes", NoteText.lines(comparison))
  }

  private static func list(_ title: String, _ lines: [String]) -> String {
    if lines.isEmpty { return "" }
    return "<h2>\(title)</h2>\n<ul>\n\(lines.map { "<li>\(HTMLText.text($0))</li>\n" }.joined())</ul>\n"
  }
}
