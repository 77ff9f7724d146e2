import Comparison

/// The part of the page that tells what another tntc renders differently.
enum HTMLRendering {
  /// - Parameter isWhole: with its fields.
  static func text(_ group: RenderingGroup, isWhole: Bool) -> String {
    var lines = ""
    for (object, fields) in group.fieldLines {
      lines += "<li class=\"code\">\(HTMLText.text(object))"
      if !fields.isEmpty { lines += "\n\(list(fields, "code"))" }
      lines += "</li>\n"
    }
    return "<details open><summary><h2>\(HTMLText.text(group.headline))</h2></summary>\n<div>\n"
      + list(group.placeLines, "")
      + (isWhole && !lines.isEmpty ? "<h3>Manifests</h3>\n<ul>\n\(lines)</ul>\n" : "")
      + risks(group) + "</div></details>\n"
  }

  private static func list(_ lines: [String], _ style: String) -> String {
    let style = style.isEmpty ? "" : " class=\"\(style)\""
    return "<ul>\n\(lines.map { "<li\(style)>\(HTMLText.text($0))</li>\n" }.joined())</ul>\n"
  }

  private static func risks(_ group: RenderingGroup) -> String {
    HTMLRisks.list(
      zip(group.risks, group.riskLines).map { risk, line in
        (risk.level, String(line.dropFirst(risk.level.rawValue.count + 2)), [])
      })
  }
}
