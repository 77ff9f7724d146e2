import Comparison

/// What several workflows have alike, as parts of a comment: a line each, with the names of the workflows to unfold.
struct MarkdownFleet {
  private let words: FleetText
  private var fleet: Fleet { words.fleet }

  init(_ fleet: Fleet) { words = FleetText(fleet: fleet, mostNames: nil) }

  static func title(_ relation: Relation) -> String {
    let title = FleetText.title(relation)
    return "\n**\(MarkdownText.entities(title.prefix(1).uppercased() + title.dropFirst()))**\n"
  }

  /// Each with what is shown where it has no room: a line without names.
  var acts: [(text: String, short: String)] {
    fleet.acts.map { act in
      let text = fleet.digests.text(act.content.text)
      return (folded("<b>\(entities(text))</b>", act.places), line(text, act.places))
    }
      + fleet.notes.map { (folded(entities($0.content), $0.places), line($0.content, $0.places)) }
  }

  /// The same, and whether it is grave.
  var risks: [(text: String, short: String, isGrave: Bool)] {
    fleet.risks.map { risk in
      let (level, text) = (risk.content.risk.level.rawValue, risk.content.text)
      let words = fleet.digests.text(text, of: risk.content.risk)
      let fate = risk.content.fate.map { "- \(entities($0))\n" }.joined()
      let isGrave = risk.content.isGrave
      return (
        folded("\(level): \(entities(words))", risk.places, isGrave ? .open : .folded, fate),
        line("\(level): \(words)", risk.places, risk.content.fate), isGrave
      )
    }
  }

  /// Empty where there are none.
  var manifests: String {
    if fleet.objects.isEmpty { return "" }
    let title = FleetText.manifests
    return "\n<details><summary>\(entities(title.prefix(1).uppercased() + title.dropFirst()))</summary>\n\n"
      + MarkdownBlock.fields(words.objects) + "\n</details>\n"
  }

  var packages: [String] {
    fleet.packages.map { folded("packages", $0.places, .folded, MarkdownBlock.packages($0.content)) }
  }

  var source: [(text: String, path: String)] {
    fleet.files.map { file in
      let title = "\(entities(file.content.action.mark)) \(MarkdownText.code(file.content.summary))"
      return (
        folded(title, file.places, .folded, String(MarkdownBlock.hunks(file.content).dropFirst())),
        file.content.path
      )
    }
  }

  /// - Parameter more: what is below it.
  private func line(_ text: String, _ places: FleetPlaces, _ more: [String] = []) -> String {
    "\n- \(MarkdownBlock.short(text)), in \(entities(places.extent)), which `tntc diff --format json` names\n"
      + more.map { "  - \(MarkdownBlock.short($0))\n" }.joined()
  }

  private enum Fold: String {
    case open = "<details open>"
    case folded = "<details>"
  }

  /// - Parameters:
  ///   - title: as Markdown.
  ///   - more: what is behind the names, as Markdown.
  private func folded(
    _ title: String, _ places: FleetPlaces, _ fold: Fold = .folded, _ more: String = ""
  ) -> String {
    let names = places.lines(most: nil).map { "- \(entities($0))\n" }.joined()
    return "\n\(fold.rawValue)<summary>\(title), in \(entities(places.extent))</summary>\n\n"
      + names + (more.isEmpty ? "" : "\n\(more)") + "\n</details>\n"
  }

  private func entities(_ text: some StringProtocol) -> String { MarkdownText.entities(String(text)) }
}
