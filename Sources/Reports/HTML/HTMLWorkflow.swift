import Comparison
import Diagnostics
import GraphDrawing
import Releases
import WorkflowModel

/// The part of the page that tells of one workflow.
struct HTMLWorkflow {
  private let change: WorkflowChange
  private let environment: String?
  private let gate: Gate
  private let number: Int

  init(_ change: WorkflowChange, environment: String?, _ gate: Gate, number: Int) {
    (self.change, self.environment, self.gate, self.number) = (change, environment, gate, number)
  }

  func text(isOpen: Bool) -> String {
    let name = environment.map { "\($0)/\(change.workflow)" } ?? change.workflow
    return "<details\(isOpen ? " open" : "")><summary><h2>\(HTMLText.text(name)): "
      + "\(HTMLText.text(ActText.headline(change)))</h2></summary>\n<div id=\"w\(number)\" tabindex=\"-1\">\n"
      + (CanaryText.notes(change, in: environment)
      + [RenderingText.note(change), GateText.routine(change)].compactMap(\.self))
      .map { "<p>\(HTMLText.text($0))</p>\n" }.joined() + risks
      + graph
      + HTMLTimeline.text(change) + change.sources.map(source).joined() + manifests
      + "</div></details>\n"
  }

  private var risks: String {
    if change.risks.isEmpty { return "" }
    return "<h3>Risks</h3>\n<ul class=\"risks\">\n"
      + change.risks.map { risk in
        "<li class=\"\(risk.level.rawValue)\"><b>\(risk.level.rawValue)</b> \(HTMLText.text(RiskText.text(risk)))"
          + GateText.fate(of: risk, change, gate).map { "<p class=\"faint\">\(HTMLText.text($0))</p>" }
          .joined()
          + "</li>\n"
      }.joined() + "</ul>\n"
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
      + "<p class=\"faint\">+ added, ~ changed, − removed</p>\n"
  }

  private func source(_ source: SourceChange) -> String {
    let isWhole = source.from == nil || source.to == nil
    if source.files.isEmpty { return packages(source) }
    return heading(source.title)
      + source.files.map { file in
        "<details\(isWhole ? "" : " open")><summary class=\"code\">\(file.action.mark) \(HTMLText.text(file.summary))"
          + "</summary>\n\(SideBySide.table(file))</details>\n"
      }.joined() + packages(source)
  }

  private func heading(_ title: String) -> String {
    "<h3>\(HTMLText.text(title.prefix(1).uppercased() + title.dropFirst()))</h3>\n"
  }

  /// A long list is folded, and whole.
  private func packages(_ source: SourceChange) -> String {
    if source.packages.isEmpty { return "" }
    let list = PackageList(source)
    func items(_ lines: [String]) -> String {
      "<ul class=\"code\">\n\(lines.map { "<li>\(HTMLText.text($0))</li>\n" }.joined())</ul>\n"
    }
    let rest =
      list.rest.isEmpty
      ? ""
      : "<details><summary>\(Counted.text(list.rest.count, "more package"))</summary>\n\(items(list.rest))</details>\n"
    return heading(source.packagesTitle) + items(list.first) + rest
  }

  private var manifests: String {
    var rows = ""
    for object in change.objects where change.isNews(object) {
      let before = object.oldName.map { ", before \($0)" } ?? ""
      let id = "\(object.action.mark) \(object.id)\(before)"
      let news = change.news(of: object)
      if news.isEmpty { rows += "<tr><td colspan=\"4\" class=\"code\">\(HTMLText.text(id))</td></tr>\n" }
      for field in news {
        let (from, to) = FieldText.values(field)
        let cells = [("object", id), ("field", field.path.text), ("before", from), ("after", to)]
        rows +=
          "<tr>\(cells.map { "<td class=\"code\" data-name=\"\($0)\">\(HTMLText.text($1))</td>" }.joined())</tr>\n"
      }
    }
    if rows.isEmpty { return "" }
    let head = ["object", "field", "before", "after"].map { "<th scope=\"col\">\($0)</th>" }.joined()
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
        let marks = marks(version, change)
        let style = style(version, change)
        let note = marks.isEmpty ? "" : "<small>\(HTMLText.text(marks.joined(separator: ", ")))</small>"
        return "<li\(style.map { " class=\"\($0)\"" } ?? "")>\(HTMLText.text(version.text))\(note)</li>\n"
      }.joined() + "</ol>\n"
  }

  private static func style(_ version: VersionNumber, _ change: WorkflowChange) -> String? {
    if change.after?.live == version { return "live" }
    return change.after?[version] == nil ? "gone" : nil
  }

  private static func marks(_ version: VersionNumber, _ change: WorkflowChange) -> [String] {
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
