import Comparison

/// What the gate says, at the top of the page.
enum HTMLGate {
  static func text(_ comparison: Comparison) -> String {
    let lines = GateText.lines(comparison)
    if lines.isEmpty { return "" }
    return "<h2>Gate</h2>\n<ul>\n\(lines.map { "<li>\(HTMLText.text($0))</li>\n" }.joined())</ul>\n"
  }
}
