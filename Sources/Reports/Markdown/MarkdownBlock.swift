import Comparison
import Diagnostics
import TextDiff

/// Parts of a comment in Markdown.
enum MarkdownBlock {
  /// Reasons of pins and names of images can be of any length.
  static func headline(_ entry: FleetEntry, _ digests: ShortDigests) -> String {
    short(digests.text(entry.headline))
  }

  /// Words of any length on one line.
  ///
  /// - Parameter longest: so many characters are shown.
  static func short(_ text: String, longest: Int = 300) -> String {
    let scalars = text.unicodeScalars
    if scalars.count <= longest { return MarkdownText.entities(text) }
    return MarkdownText.entities(String(String.UnicodeScalarView(scalars.prefix(longest))))
      + "… (`tntc diff` has all)"
  }

  static func risks(_ entry: FleetEntry, _ gate: Gate, _ digests: ShortDigests) -> String {
    if entry.risks.isEmpty { return "" }
    return "\n**Risks**\n\n"
      + entry.risks.map { risk in
        "- \(risk.level.rawValue): \(MarkdownText.entities(digests.text(risk, of: entry.change)))\n"
          + GateText.fate(of: risk, entry.change, gate).map { "  - \(MarkdownText.entities($0))\n" }.joined()
      }.joined()
  }

  /// The first ones, which are the gravest, each as far as a line has room.
  static func firstRisks(_ entry: FleetEntry, _ gate: Gate, _ digests: ShortDigests) -> String {
    let most = 5
    let rest = entry.risks.count - most
    return "\n**Risks**\n\n"
      + entry.risks.prefix(most).map { risk in
        "- \(risk.level.rawValue): \(short(digests.text(risk, of: entry.change)))\n"
          + GateText.fate(of: risk, entry.change, gate).map { "  - \(short($0))\n" }.joined()
      }.joined()
      + (rest > 0 ? "- and \(Counted.text(rest, "more risk")), which `tntc diff` shows\n" : "")
  }

  /// What the gate says, and what is to be known of what stays, as long as there is room: the verdict stands first.
  static func gate(_ comparison: Comparison, _ budget: inout Budget) -> String {
    list("Gate", GateText.lines(comparison), &budget) + list("Notes", NoteText.lines(comparison), &budget)
  }

  private static func list(_ title: String, _ lines: [String], _ budget: inout Budget) -> String {
    if lines.isEmpty { return "" }
    var text = "\n**\(title)**\n\n"
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

  static func manifests(_ entry: FleetEntry, _ digests: ShortDigests) -> String {
    let objects = entry.objects.map { object in
      (
        object: "\(object.change.action.mark) \(object.title)",
        fields: object.fields.map { FieldText.line(digests.field($0)) }
      )
    }
    let title = MarkdownText.entities(entry.change.relation.title("Manifests"))
    return objects.isEmpty ? "" : "\n**\(title)**\n\n" + fields(objects)
  }

  /// Objects with their fields as a block of code.
  static func fields(_ objects: [(object: String, fields: [String])]) -> String {
    let lines = objects.map { object, fields in
      MarkdownText.line(object) + "\n" + fields.map { MarkdownText.line("    \($0)") + "\n" }.joined()
    }
    return MarkdownText.fenced(lines.joined(), language: "text")
  }

  static func timeline(_ change: WorkflowChange) -> String {
    let lines = TimelineText.lines(change).map { "- \(MarkdownText.entities($0))\n" }
    return lines.isEmpty ? "" : "\n**Timeline**\n\n\(lines.joined())"
  }

  static func packages(_ source: SourceChange) -> String {
    let title = source.packagesTitle
    return "\n**\(MarkdownText.entities(title.prefix(1).uppercased() + title.dropFirst()))**\n\n"
      + packages(PackageList(source))
  }

  static func packages(_ list: PackageList) -> String {
    MarkdownText.fenced(list.first.map { MarkdownText.line($0) + "\n" }.joined(), language: "text")
      + (list.rest.isEmpty ? "" : "\n\(MarkdownText.entities(list.more))\n")
  }

  /// What another tntc renders differently, to unfold.
  ///
  /// - Parameter isWhole: with its fields.
  static func rendering(_ group: RenderingGroup, isWhole: Bool) -> String {
    let places = group.placeLines.map { "- \(MarkdownText.entities($0))\n" }.joined()
    let risks = group.riskLines.map { "- \(MarkdownText.entities($0))\n" }.joined()
    let fields =
      group.objects.isEmpty || !isWhole ? "" : "\n**Manifests**\n\n" + fields(group.fieldLines)
    return
      "\n<details><summary><b>\(MarkdownText.entities(group.headline))</b></summary>\n\n\(places)\(fields)"
      + (risks.isEmpty ? "" : "\n**Risks**\n\n\(risks)") + "\n</details>\n"
  }

  static func source(_ file: FleetEntry.File, _ source: FleetEntry.Source) -> String {
    let title =
      "\n**\(MarkdownText.entities(source.change.title))** \(MarkdownText.code(file.summary))\n"
    return source.isWhole || file.elsewhere != nil ? title : title + hunks(file.delta)
  }

  static func hunks(_ file: FileDelta) -> String {
    guard let difference = file.difference else { return "" }
    let lines = difference.hunks.map { hunk in
      "\(hunk.header)\n"
        + hunk.lines.map { MarkdownText.line("\($0.mark.rawValue)\($0.text)") + "\n" }.joined()
    }
    return "\n" + MarkdownText.fenced(lines.joined(), language: "diff")
  }
}
