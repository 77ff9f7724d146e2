import Comparison
import GraphDrawing
import Releases
import WorkflowModel

/// The part of the page that tells of one workflow.
struct HTMLWorkflow {
  private let entry: FleetEntry
  private let gate: Gate
  private let digests: ShortDigests
  private let number: Int
  private var change: WorkflowChange { entry.change }

  init(_ entry: FleetEntry, _ gate: Gate, _ digests: ShortDigests, number: Int) {
    (self.entry, self.gate, self.digests, self.number) = (entry, gate, digests, number)
  }

  func text(isOpen: Bool) -> String {
    "<details\(isOpen ? " open" : "")><summary><h2>\(HTMLText.text(entry.member.name)): "
      + "\(HTMLText.text(digests.text(entry.headline)))</h2></summary>\n"
      + "<div id=\"w\(number)\" tabindex=\"-1\">\n"
      + entry.lines.map { "<p>\(HTMLText.text(digests.text($0)))</p>\n" }.joined() + risks + graph
      + HTMLTimeline.text(change) + timeline + entry.sources.map(source).joined() + manifests
      + "</div></details>\n"
  }

  private var risks: String {
    HTMLRisks.list(
      entry.risks.map { ($0.level, digests.text($0, of: change), GateText.fate(of: $0, change, gate)) })
  }

  private var graph: String {
    let drawing = Drawing(
      from: change.graph.before, to: change.graph.after, changed: change.graph.changed,
      fillings: change.graph.fillings)
    if drawing.columns.isEmpty { return "" }
    let title = "The graph of \(change.workflow)"
    return
      "<h3>Graph</h3>\n<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"\(HTMLText.text(title))\">"
      + SVGDrawing.element(drawing, title: title) + "</div>\n"
      + "<p class=\"faint\">\(HTMLText.text(change.relation.marks))</p>\n"
  }

  private var timeline: String {
    let lines = TimelineText.lines(change).map { "<li>\(HTMLText.text($0))</li>\n" }
    return lines.isEmpty ? "" : heading(TimelineText.title) + "<ul>\n\(lines.joined())</ul>\n"
  }

  private func source(_ source: FleetEntry.Source) -> String {
    let packages = source.hasPackages ? packages(source.change) : ""
    if source.files.isEmpty { return packages }
    return heading(source.change.title)
      + source.files.map { file in
        let title = "\(file.delta.action.mark) \(HTMLText.text(file.summary))"
        return file.elsewhere != nil
          ? "<p class=\"code\">\(title)</p>\n"
          : "<details\(source.isWhole ? "" : " open")><summary class=\"code\">\(title)"
            + "</summary>\n\(SideBySide.table(file.delta))</details>\n"
      }.joined() + packages
  }

  private func heading(_ title: String) -> String {
    "<h3>\(HTMLText.text(title.prefix(1).uppercased() + title.dropFirst()))</h3>\n"
  }

  private func packages(_ source: SourceChange) -> String {
    heading(source.packagesTitle) + HTMLPackages.list(PackageList(source))
  }

  private var manifests: String {
    var rows = ""
    let sides = change.relation.sides
    for object in entry.objects {
      let id = "\(object.change.action.mark) \(object.title)"
      if object.isNamed { rows += "<tr><td colspan=\"4\" class=\"code\">\(HTMLText.text(id))</td></tr>\n" }
      for field in object.fields {
        let (from, to) = FieldText.values(digests.field(field))
        let cells = [("object", id), ("field", field.path.text), (sides.from, from), (sides.to, to)]
        rows +=
          "<tr>\(cells.map { "<td class=\"code\" data-name=\"\(HTMLText.text($0))\">\(HTMLText.text($1))</td>" }.joined())</tr>\n"
      }
    }
    if rows.isEmpty { return "" }
    let head = (["object", "field", sides.from, sides.to]).map {
      "<th scope=\"col\">\(HTMLText.text($0))</th>"
    }.joined()
    return
      "<h3>Manifests</h3>\n<table class=\"fields\"><thead><tr>\(head)</tr></thead>\n<tbody>\n\(rows)</tbody></table>\n"
  }
}

/// The versions of a workflow in the order of their numbers, with what is true of each before and after.
enum HTMLTimeline {
  static func text(_ change: WorkflowChange) -> String {
    let releases = [change.before, change.after].compactMap(\.self)
    let all = releases.flatMap { $0.versions.map(\.version) + $0.tombstones.map(\.version) }
    let numbers = Set(all).sorted()
    if numbers.isEmpty { return "" }
    return "<h3>Versions</h3>\n<ol class=\"time\">\n"
      + numbers.map { version in
        let marks = change.relation.marks(version, change)
        let style = style(version, change)
        let note = marks.isEmpty ? "" : "<small>\(HTMLText.text(marks.joined(separator: ", ")))</small>"
        return "<li\(style.map { " class=\"\($0)\"" } ?? "")>\(HTMLText.text(version.text))\(note)</li>\n"
      }.joined() + "</ol>\n"
  }

  private static func style(_ version: VersionNumber, _ change: WorkflowChange) -> String? {
    if change.after?.live == version { return "live" }
    return change.after?[version] == nil ? "gone" : nil
  }
}

extension Relation {
  fileprivate var marks: String {
    switch self {
    case .change: "+ added, ~ changed, − removed"
    case .environments(let from, let to): "+ in \(to) alone, ~ not the same, − in \(from) alone"
    }
  }

  fileprivate func marks(_ version: VersionNumber, _ change: WorkflowChange) -> [String] {
    switch self {
    case .change: Self.marksOfChange(version, change)
    case .environments(let from, let to):
      [(from, change.before), (to, change.after)].flatMap { place, release -> [String] in
        guard let release, release[version] != nil else { return [] }
        let canary = release.canary.flatMap { $0.version == version ? "canary at \($0.weight) %" : nil }
        let marks = [
          release.live == version ? "live" : nil, canary, release.pin?.version == version ? "pinned" : nil,
        ].compactMap(\.self)
        return marks.isEmpty ? ["in \(place)"] : marks.map { "\($0) in \(place)" }
      }
    }
  }

  private static func marksOfChange(_ version: VersionNumber, _ change: WorkflowChange) -> [String] {
    let (before, after) = (change.before, change.after)
    let canary = after?.canary.flatMap { $0.version == version ? "canary at \($0.weight) %" : nil }
    let wasThere = before?[version] != nil
    let isThere = after?[version] != nil
    return [
      after?.live == version ? "live" : nil,
      before?.live == version && after?.live != version ? "was live" : nil, canary,
      before?.canary?.version == version && canary == nil ? "was canary" : nil,
      after?.pin?.version == version ? "pinned" : nil,
      isThere && !wasThere ? "new" : nil,
      isThere && after?.staged.contains(version) == true && canary == nil ? "waits" : nil,
      wasThere && !isThere ? "leaves the tree" : !wasThere && !isThere ? "left the tree" : nil,
    ].compactMap(\.self)
  }
}
