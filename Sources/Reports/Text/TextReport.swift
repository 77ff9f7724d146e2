package import Comparison
import Diagnostics
import Terminal
import TextDiff

/// A comparison for a terminal. Nothing when nothing is different.
package enum TextReport {
  /// So many names are shown of a list of workflows.
  private static let mostNames = 10

  package static func text(_ comparison: Comparison) -> String {
    let fleet = Fleet(comparison)
    let parts =
      [shared(fleet)] + trees(fleet, separator: "\n") { text($0, comparison.gate, fleet.digests) }
      + [rendering(comparison), gate(comparison)]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  /// Each tree with its workflows, but for those of which there is nothing to tell by themselves.
  ///
  /// - Parameter separator: stands between two of which one goes over several lines.
  private static func trees(
    _ fleet: Fleet, separator: String = "", _ text: (FleetEntry) -> String
  ) -> [String] {
    let own = fleet.entries.filter(\.isOwn)
    let numbers = own.map(\.member.treeNumber).reduce(into: [Int]()) { known, number in
      if known.last != number { known.append(number) }
    }
    return numbers.map { number in
      let entries = own.filter { $0.member.treeNumber == number }
      var (part, wasLine) = (heading(entries[0].tree, in: fleet), true)
      for (position, entry) in entries.enumerated() {
        let isLine = entry.original != nil
        if position > 0, !(wasLine && isLine) { part += separator }
        part += entry.original.map { original(entry, $0, fleet.digests) } ?? text(entry)
        wasLine = isLine
      }
      return part
    }
  }

  /// What the gate says, and what is to be known of what stays; nothing where nothing is different.
  private static func gate(_ comparison: Comparison) -> String {
    if comparison.isEmpty { return "" }
    let sections = [("gate", GateText.lines(comparison)), ("notes", NoteText.lines(comparison))]
    return sections.filter { !$0.1.isEmpty }.map { title, lines in
      "\(title)\n" + lines.map { "  \(FindingText.oneLine($0))\n" }.joined()
    }.joined(separator: "\n")
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
    let fleet = Fleet(comparison)
    let group =
      RenderingGroup(comparison).map { group in
        "\(FindingText.oneLine(group.headline))\n"
          + (group.risks.isEmpty ? "" : "  risks: \(group.riskCounts)\n")
      } ?? ""
    let stats = comparison.changed.map { DiffStat($0) }
    if stats.isEmpty { return group + gate(comparison) }
    func sum(_ number: (DiffStat) -> Int) -> Int { stats.reduce(0) { $0 + number($1) } }
    return sharedSummary(fleet) + trees(fleet) { line($0, fleet.digests) }.joined() + group
      + "\(fleet.places.extent), \(Counted.text(sum(\.files), "file")) of source, "
      + "+\(sum(\.added)) -\(sum(\.removed)), "
      + (sum(\.packages) == 0 ? "" : "\(Counted.text(sum(\.packages), "package")), ")
      + "\(Counted.text(sum(\.objects), "object"))\n" + gate(comparison)
  }

  private static func line(_ entry: FleetEntry, _ digests: ShortDigests) -> String {
    let stat = DiffStat(entry)
    var parts = [stat.source, stat.manifests].filter { $0 != "-" }
    if !stat.risks.isEmpty { parts.append("risks: \(stat.riskText)") }
    return headline(entry, digests) + parts.map { "  \($0)\n" }.joined()
  }

  private static func heading(_ tree: TreeDifference, in fleet: Fleet) -> String {
    if let environment = tree.environment {
      return "environment \(FindingText.oneLine(environment)) (\(FindingText.oneLine(tree.tree)))\n"
    }
    return fleet.scope.all > 1 ? "\(FindingText.oneLine(tree.tree))\n" : ""
  }

  private static func headline(_ entry: FleetEntry, _ digests: ShortDigests) -> String {
    "\(FindingText.oneLine("\(entry.change.workflow): \(digests.text(entry.headline))"))\n"
  }

  /// A workflow of which another environment tells the same.
  private static func original(_ entry: FleetEntry, _ place: String, _ digests: ShortDigests) -> String {
    let text = "\(entry.change.workflow): \(digests.text(entry.headline)), as in \(place)"
    return "\(FindingText.oneLine(text))\n"
  }

  private static func timeline(_ change: WorkflowChange) -> String {
    let lines = TimelineText.lines(change).map { "    \(FindingText.oneLine($0))\n" }
    return lines.isEmpty ? "" : "  \(TimelineText.title)\n\(lines.joined())"
  }

  private static func text(_ entry: FleetEntry, _ gate: Gate, _ digests: ShortDigests) -> String {
    headline(entry, digests)
      + entry.lines.map { "  \(FindingText.oneLine(digests.text($0)))\n" }.joined()
      + timeline(entry.change) + entry.sources.map(source).joined() + manifests(entry, digests)
      + risks(entry, gate, digests)
  }

  /// What several workflows have alike.
  private static func shared(_ fleet: Fleet) -> String {
    if !fleet.isSharing { return "" }
    let words = FleetText(fleet: fleet, mostNames: mostNames)
    func indented(_ lines: [String], _ depth: Int) -> String {
      lines.map { "\(String(repeating: " ", count: depth))\(FindingText.oneLine($0))\n" }.joined()
    }
    var text = "\(FindingText.oneLine(FleetText.title(fleet.relation)))\n"
    for act in fleet.acts { text += indented([words.line(act)], 2) + indented(words.names(act), 4) }
    for note in fleet.notes {
      text += indented([words.line(note)], 2) + indented(words.names(note.places), 4)
    }
    if !fleet.files.isEmpty { text += "  source\n" }
    for file in fleet.files {
      text += indented([words.line(file)], 4) + indented(words.names(file.places), 6) + hunks(file.content)
    }
    for list in fleet.packages {
      text +=
        indented([words.within("packages", list.places)], 2) + indented(words.names(list.places), 4)
        + indented(list.content.first + (list.content.rest.isEmpty ? [] : [list.content.more]), 4)
    }
    if !fleet.objects.isEmpty { text += "  \(FleetText.manifests)\n" }
    for (object, fields) in words.objects { text += indented([object], 4) + indented(fields, 8) }
    if !fleet.risks.isEmpty { text += "  risks\n" }
    for risk in fleet.risks {
      text +=
        indented(["\(risk.content.risk.level.rawValue): \(words.line(risk))"], 4)
        + indented(risk.content.fate + words.names(risk), 6)
    }
    return text + (words.more.map { indented([$0], 2) } ?? "")
  }

  private static func sharedSummary(_ fleet: Fleet) -> String {
    if !fleet.isSharing { return "" }
    let words = FleetText(fleet: fleet, mostNames: mostNames)
    let risks = Risk.Level.allCases.map { level in
      (level, fleet.risks.count { $0.content.risk.level == level })
    }
    .filter { $0.1 > 0 }.map { "\($1) \($0.rawValue)" }
    return "\(FindingText.oneLine(FleetText.title(fleet.relation)))\n"
      + fleet.acts.map { "  \(FindingText.oneLine(words.line($0)))\n" }.joined()
      + (risks.isEmpty ? "" : "  risks: \(risks.joined(separator: ", "))\n")
  }

  private static func source(_ source: FleetEntry.Source) -> String {
    var text = source.files.isEmpty ? "" : "  \(FindingText.oneLine(source.change.title))\n"
    for file in source.files {
      text += "    \(file.delta.action.mark) \(FindingText.oneLine(file.summary))\n"
      if !source.isWhole, file.elsewhere == nil { text += hunks(file.delta) }
    }
    return text + (source.hasPackages ? packages(source.change) : "")
  }

  private static func packages(_ change: SourceChange) -> String {
    let list = PackageList(change)
    let lines = list.first + (list.rest.isEmpty ? [] : [list.more])
    return "  \(FindingText.oneLine(change.packagesTitle))\n"
      + lines.map { "    \(FindingText.oneLine($0))\n" }.joined()
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

  private static func manifests(_ entry: FleetEntry, _ digests: ShortDigests) -> String {
    if entry.objects.isEmpty { return "" }
    return "  \(FindingText.oneLine(entry.change.relation.title("manifests")))\n"
      + entry.objects.map { object in
        "    \(object.change.action.mark) \(FindingText.oneLine(object.title))\n"
          + object.fields.map {
            "        \(FindingText.oneLine(FieldText.line(digests.field($0))))\n"
          }.joined()
      }.joined()
  }

  private static func risks(_ entry: FleetEntry, _ gate: Gate, _ digests: ShortDigests) -> String {
    if entry.risks.isEmpty { return "" }
    return "  risks\n"
      + entry.risks.map { risk in
        "    \(risk.level.rawValue): \(FindingText.oneLine(digests.text(risk, of: entry.change)))\n"
          + GateText.fate(of: risk, entry.change, gate).map { "      \(FindingText.oneLine($0))\n" }.joined()
      }.joined()
  }
}
