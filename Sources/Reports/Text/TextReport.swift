package import Comparison
import Diagnostics
import Terminal
import TextDiff

/// A comparison for a terminal. Nothing when nothing is different.
package enum TextReport {
  package static func text(_ comparison: Comparison) -> String {
    let trees = comparison.trees.filter { $0.workflows.contains(where: \.isDone) }
    let done = trees.map { tree in
      heading(tree, in: comparison)
        + tree.workflows.filter(\.isDone).map { text($0, in: tree.environment, comparison.gate) }
        .joined(separator: "\n")
    }
    return (done + [rendering(comparison), gate(comparison)].filter { !$0.isEmpty }).joined(separator: "\n")
  }

  /// What the gate says; nothing of what is the same.
  private static func gate(_ comparison: Comparison) -> String {
    if comparison.isEmpty { return "" }
    let lines = GateText.lines(comparison)
    return lines.isEmpty ? "" : "gate\n" + lines.map { "  \(FindingText.oneLine($0))\n" }.joined()
  }

  /// What another tntc makes otherwise, apart from what was done.
  private static func rendering(_ comparison: Comparison) -> String {
    guard let group = RenderingGroup(comparison) else { return "" }
    var text = "\(FindingText.oneLine(group.headline))\n"
    text += group.placeLines.map { "  \(FindingText.oneLine($0))\n" }.joined()
    if !group.objects.isEmpty { text += "  manifests\n" }
    for (object, fields) in group.fieldLines {
      text += "    \(FindingText.oneLine(object))\n"
      text += fields.map { "        \(FindingText.oneLine($0))\n" }.joined()
    }
    if group.risks.isEmpty { return text }
    return text + "  risks\n" + group.riskLines.map { "    \(FindingText.oneLine($0))\n" }.joined()
  }

  /// A line for each workflow, and one for all.
  package static func summary(_ comparison: Comparison) -> String {
    if comparison.isEmpty { return "" }
    let trees = comparison.trees.filter { $0.workflows.contains(where: \.isDone) }
    let lines = trees.map { tree in
      heading(tree, in: comparison) + tree.workflows.filter(\.isDone).map(line).joined()
    }
    let group =
      RenderingGroup(comparison).map { group in
        "\(FindingText.oneLine(group.headline))\n"
          + (group.risks.isEmpty ? "" : "  risks: \(group.riskCounts)\n")
      } ?? ""
    let stats = comparison.changed.map(DiffStat.init)
    if stats.isEmpty { return group + gate(comparison) }
    func sum(_ number: (DiffStat) -> Int) -> Int { stats.reduce(0) { $0 + number($1) } }
    return lines.joined() + group
      + "\(Counted.text(stats.count, "workflow")), \(Counted.text(sum(\.files), "file")) of source, "
      + "+\(sum(\.added)) -\(sum(\.removed)), "
      + (sum(\.packages) == 0 ? "" : "\(Counted.text(sum(\.packages), "package")), ")
      + "\(Counted.text(sum(\.objects), "object"))\n" + gate(comparison)
  }

  private static func line(_ change: WorkflowChange) -> String {
    let stat = DiffStat(change)
    var parts = [stat.source, stat.manifests].filter { $0 != "-" }
    if !stat.risks.isEmpty { parts.append("risks: \(stat.riskText)") }
    return headline(change) + parts.map { "  \($0)\n" }.joined()
  }

  private static func heading(_ tree: TreeDifference, in comparison: Comparison) -> String {
    if let environment = tree.environment {
      return "environment \(FindingText.oneLine(environment)) (\(FindingText.oneLine(tree.tree)))\n"
    }
    return comparison.trees.count > 1 ? "\(FindingText.oneLine(tree.tree))\n" : ""
  }

  private static func headline(_ change: WorkflowChange) -> String {
    "\(FindingText.oneLine("\(change.workflow): \(ActText.headline(change))"))\n"
  }

  private static func text(_ change: WorkflowChange, in environment: String?, _ gate: Gate) -> String {
    let notes =
      CanaryText.notes(change, in: environment)
      + [RenderingText.note(change), GateText.routine(change)].compactMap(\.self)
    return headline(change) + notes.map { "  \(FindingText.oneLine($0))\n" }.joined()
      + change.sources.map(source).joined() + manifests(change) + risks(change, gate)
  }

  /// What is new or gone as a whole is named; nobody compares it with nothing.
  private static func source(_ change: SourceChange) -> String {
    let isWhole = change.from == nil || change.to == nil
    var text = change.files.isEmpty ? "" : "  \(change.title)\n"
    for file in change.files {
      text += "    \(file.action.mark) \(FindingText.oneLine(file.summary))\n"
      if !isWhole { text += hunks(file) }
    }
    return text + packages(change)
  }

  private static func packages(_ change: SourceChange) -> String {
    if change.packages.isEmpty { return "" }
    let list = PackageList(change)
    let lines = list.first + (list.rest.isEmpty ? [] : [list.more])
    return "  \(change.packagesTitle)\n" + lines.map { "    \(FindingText.oneLine($0))\n" }.joined()
  }

  private static func hunks(_ file: FileDelta) -> String {
    guard let difference = file.difference else { return "" }
    return difference.hunks.map { hunk in
      "\(hunk.header)\n"
        + hunk.lines.map { line in
          let text = FindingText.line("\(line.mark.rawValue)\(line.text)")
          return line.hasLineBreak ? "\(text)\n" : "\(text)\n\\ No newline at end of file\n"
        }.joined()
    }.joined()
  }

  private static func manifests(_ change: WorkflowChange) -> String {
    var text = ""
    for object in change.objects where change.isNews(object) {
      let name = object.oldName.map { "\(object.id), before \($0)" } ?? object.id
      text += "    \(object.action.mark) \(FindingText.oneLine(name))\n"
      for field in change.news(of: object) {
        text += "        \(FindingText.oneLine(FieldText.line(field)))\n"
      }
    }
    return text.isEmpty ? "" : "  manifests\n" + text
  }

  private static func risks(_ change: WorkflowChange, _ gate: Gate) -> String {
    if change.risks.isEmpty { return "" }
    return "  risks\n"
      + change.risks.map { risk in
        "    \(risk.level.rawValue): \(FindingText.oneLine(RiskText.text(risk)))\n"
          + GateText.fate(of: risk, change, gate).map { "      \(FindingText.oneLine($0))\n" }.joined()
      }.joined()
  }
}
