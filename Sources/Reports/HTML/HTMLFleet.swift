import Comparison

/// The part of the page that tells what several workflows have alike.
struct HTMLFleet {
  private let words: FleetText
  private var fleet: Fleet { words.fleet }

  init(_ fleet: Fleet) { words = FleetText(fleet: fleet, mostNames: nil) }

  /// - Parameter isWhole: with source and manifests.
  func text(isWhole: Bool) -> String {
    if !fleet.isSharing { return "" }
    let title = FleetText.title(fleet.relation)
    return "<h2>\(HTMLText.text(title.prefix(1).uppercased() + title.dropFirst()))</h2>\n"
      + fleet.acts.map { folded("<b>\(HTMLText.text(words.line($0)))</b>", $0.places) }.joined()
      + fleet.notes.map { folded(HTMLText.text(words.line($0)), $0.places) }.joined()
      + risks + (isWhole ? packages + source + manifests : "")
  }

  private var risks: String {
    HTMLRisks.list(
      fleet.risks.map { ($0.content.risk.level, words.line($0), $0.content.fate + words.names($0)) })
  }

  private var packages: String {
    fleet.packages.map { list in
      folded(
        HTMLText.text(words.within("packages", list.places)), list.places, HTMLPackages.list(list.content))
    }.joined()
  }

  private var source: String {
    if fleet.files.isEmpty { return "" }
    return "<h3>Source</h3>\n"
      + fleet.files.map { file in
        let title = "<span class=\"code\">\(HTMLText.text(words.line(file)))</span>"
        return folded(title, file.places, SideBySide.table(file.content))
      }.joined()
  }

  private var manifests: String {
    if fleet.objects.isEmpty { return "" }
    let items = words.objects.map { object, fields in
      "<li class=\"code\">\(HTMLText.text(object))"
        + (fields.isEmpty
          ? "" : "\n<ul>\n\(fields.map { "<li>\(HTMLText.text($0))</li>\n" }.joined())</ul>\n") + "</li>\n"
    }
    let title = FleetText.manifests
    return "<h3>\(HTMLText.text(title.prefix(1).uppercased() + title.dropFirst()))</h3>\n"
      + "<ul>\n\(items.joined())</ul>\n"
  }

  /// A line, and the names of its workflows to unfold.
  ///
  /// - Parameters:
  ///   - title: as HTML.
  ///   - more: what is behind the names, as HTML.
  private func folded(_ title: String, _ places: FleetPlaces, _ more: String = "") -> String {
    let names = places.lines(most: nil).map { "<li>\(HTMLText.text($0))</li>\n" }.joined()
    return "<details><summary>\(title)</summary>\n<ul>\n\(names)</ul>\n\(more)</details>\n"
  }
}
