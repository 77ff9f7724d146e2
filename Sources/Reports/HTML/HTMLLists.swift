import Comparison
import Diagnostics

/// Packages of a source; a long list is folded, and whole.
enum HTMLPackages {
  static func list(_ list: PackageList) -> String {
    func items(_ lines: [String]) -> String {
      "<ul class=\"code\">\n\(lines.map { "<li>\(HTMLText.text($0))</li>\n" }.joined())</ul>\n"
    }
    let rest =
      list.rest.isEmpty
      ? ""
      : "<details><summary>\(Counted.text(list.rest.count, "more package"))</summary>\n\(items(list.rest))</details>\n"
    return items(list.first) + rest
  }
}

/// Risks with a line for what becomes of each.
enum HTMLRisks {
  static func list(_ risks: [(level: Risk.Level, text: String, lines: [String])]) -> String {
    if risks.isEmpty { return "" }
    let items = risks.map { level, text, lines in
      "<li class=\"\(level.rawValue)\"><b>\(level.rawValue)</b> \(HTMLText.text(text))"
        + lines.map { "<p class=\"faint\">\(HTMLText.text($0))</p>" }.joined() + "</li>\n"
    }
    return "<h3>Risks</h3>\n<ul class=\"risks\">\n\(items.joined())</ul>\n"
  }
}
