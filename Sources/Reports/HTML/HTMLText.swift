import GraphDrawing

/// Text of others inside of an HTML page.
enum HTMLText {
  static func text(_ text: some StringProtocol) -> String { Markup.escaped(text) }

  /// A piece of a line of code: CR, which ends lines of Windows, is shown as what it is.
  static func code(_ text: String) -> String {
    guard text.utf8.contains(0x0D) else { return Markup.escaped(text) }
    return text.split(separator: "\r", omittingEmptySubsequences: false).map(Markup.escaped).joined(
      separator: "␍")
  }

  static func link(_ target: String, _ text: String) -> String {
    "<a href=\"#\(target)\">\(Markup.escaped(text))</a>"
  }
}
