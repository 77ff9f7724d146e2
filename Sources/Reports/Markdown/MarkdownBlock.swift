import Comparison
import Diagnostics
import TextDiff

/// Parts of a comment in Markdown.
enum MarkdownBlock {
  /// Reasons of pins and names of images can be of any length.
  static func headline(_ change: WorkflowChange) -> String {
    let (longest, text) = (300, ActText.headline(change))
    let scalars = text.unicodeScalars
    if scalars.count <= longest { return MarkdownText.entities(text) }
    return MarkdownText.entities(String(String.UnicodeScalarView(scalars.prefix(longest)))) + "…"
  }

  static func risks(_ change: WorkflowChange, _ gate: Gate) -> String {
    if change.risks.isEmpty { return "" }
    return "\n**Risks**\n\n"
      + change.risks.map { risk in
        "- \(risk.level.rawValue): \(MarkdownText.entities(RiskText.text(risk)))\n"
          + GateText.fate(of: risk, change, gate).map { "  - \(MarkdownText.entities($0))\n" }.joined()
      }.joined()
  }

  /// What the gate says, as long as there is room: the verdict stands first.
  static func gate(_ comparison: Comparison, _ budget: inout Budget) -> String {
    let lines = GateText.lines(comparison)
    if lines.isEmpty { return "" }
    var text = "\n**Gate**\n\n"
    _ = budget.take(text)
    for (position, line) in lines.enumerated() {
      let item = "- \(MarkdownText.entities(line))\n"
      guard budget.take(item) else {
        return text + "- and \(Counted.text(lines.count - position, "more line")), which `tntc diff` shows\n"
      }
      text += item
    }
    return text
  }

  static func manifests(_ change: WorkflowChange) -> String {
    var lines = ""
    for object in change.objects where change.isNews(object) {
      let name = object.oldName.map { "\(object.id), before \($0)" } ?? object.id
      lines += MarkdownText.line("\(object.action.mark) \(name)") + "\n"
      for field in change.news(of: object) {
        lines += MarkdownText.line("    \(FieldText.line(field))") + "\n"
      }
    }
    return lines.isEmpty ? "" : "\n**Manifests**\n\n" + MarkdownText.fenced(lines, language: "text")
  }

  static func packages(_ source: SourceChange) -> String {
    if source.packages.isEmpty { return "" }
    let list = PackageList(source)
    let title = source.packagesTitle
    return "\n**\(MarkdownText.entities(title.prefix(1).uppercased() + title.dropFirst()))**\n\n"
      + MarkdownText.fenced(list.first.map { MarkdownText.line($0) + "\n" }.joined(), language: "text")
      + (list.rest.isEmpty ? "" : "\n\(MarkdownText.entities(list.more))\n")
  }

  /// What another tntc renders otherwise, to unfold.
  ///
  /// - Parameter isWhole: with its fields.
  static func rendering(_ group: RenderingGroup, isWhole: Bool) -> String {
    let places = group.placeLines.map { "- \(MarkdownText.entities($0))\n" }.joined()
    let risks = group.riskLines.map { "- \(MarkdownText.entities($0))\n" }.joined()
    var lines = ""
    for (object, fields) in group.fieldLines {
      lines += MarkdownText.line(object) + "\n"
      for field in fields { lines += MarkdownText.line("    \(field)") + "\n" }
    }
    let fields =
      lines.isEmpty || !isWhole ? "" : "\n**Manifests**\n\n" + MarkdownText.fenced(lines, language: "text")
    return
      "\n<details><summary><b>\(MarkdownText.entities(group.headline))</b></summary>\n\n\(places)\(fields)"
      + (risks.isEmpty ? "" : "\n**Risks**\n\n\(risks)") + "\n</details>\n"
  }

  static func source(_ file: FileDelta, _ source: SourceChange) -> String {
    let title = "\n**\(MarkdownText.entities(source.title))** \(MarkdownText.code(file.summary))\n"
    guard let difference = file.difference, source.from != nil, source.to != nil else { return title }
    let lines = difference.hunks.map { hunk in
      "\(hunk.header)\n"
        + hunk.lines.map { MarkdownText.line("\($0.mark.rawValue)\($0.text)") + "\n" }.joined()
    }
    return title + "\n" + MarkdownText.fenced(lines.joined(), language: "diff")
  }
}
