package import Comparison
import Diagnostics
package import Terminal
import TextDiff

/// A comparison for a terminal. Nothing when nothing is different.
package enum TextReport {
  /// So many names are shown of a list of workflows.
  private static let mostNames = 10

  package static func text(_ comparison: Comparison) -> StyledText {
    let fleet = Fleet(comparison)
    let parts =
      [shared(fleet)] + trees(fleet, separator: "\n") { text($0, comparison.gate, fleet.digests) }
      + [rendering(comparison), gate(comparison)]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  /// Each tree with its workflows, except for those of which there is nothing to tell by themselves.
  ///
  /// - Parameter separator: stands between two of which one goes over several lines.
  private static func trees(
    _ fleet: Fleet, separator: StyledText = "", _ text: (FleetEntry) -> StyledText
  ) -> [StyledText] {
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
  private static func gate(_ comparison: Comparison) -> StyledText {
    if comparison.isEmpty { return "" }
    let sections = [("gate", GateText.lines(comparison)), ("notes", NoteText.lines(comparison))]
    return sections.filter { !$0.1.isEmpty }.map { title, lines in
      "\(title, .strong)\n\(indented(lines, 2))"
    }.joined(separator: "\n")
  }

  /// What another tntc makes differently, apart from what was done.
  private static func rendering(_ comparison: Comparison) -> StyledText {
    guard let group = RenderingGroup(comparison) else { return "" }
    var text = heading(group.headline) + indented(group.placeLines, 2)
    if !group.objects.isEmpty { text += "  manifests\n" }
    for (object, fields) in group.fieldLines { text += marked([object], 4) + indented(fields, 8) }
    if group.risks.isEmpty { return text }
    return text + "  risks\n" + zip(group.risks, group.riskTexts).map { line($0.level, $1) }.joined()
  }

  /// A line for each workflow, and one for all.
  package static func summary(_ comparison: Comparison) -> StyledText {
    if comparison.isEmpty { return "" }
    let fleet = Fleet(comparison)
    let group =
      RenderingGroup(comparison).map { group in
        heading(group.headline) + risks(group.riskCounts)
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

  private static func line(_ entry: FleetEntry, _ digests: ShortDigests) -> StyledText {
    let stat = DiffStat(entry)
    return headline(entry, digests) + indented([stat.source, stat.manifests].filter { $0 != "-" }, 2)
      + risks(stat.risks)
  }

  private static func heading(_ tree: TreeDifference, in fleet: Fleet) -> StyledText {
    if let environment = tree.environment {
      return heading("environment \(environment) (\(tree.tree))")
    }
    return fleet.scope.all > 1 ? heading(tree.tree) : ""
  }

  private static func heading(_ text: String) -> StyledText { "\(FindingText.oneLine(text), .strong)\n" }

  private static func indented(_ lines: [String], _ depth: Int) -> StyledText {
    let margin = String(repeating: " ", count: depth)
    return StyledText(lines.map { "\(margin)\(FindingText.oneLine($0))\n" }.joined())
  }

  /// Lines that may begin with a mark, like that of an object that is new.
  private static func marked(_ lines: [String], _ depth: Int) -> StyledText {
    let margin = String(repeating: " ", count: depth)
    return lines.map { "\(margin)\(StyledText(marked: FindingText.oneLine($0)))\n" }.joined()
  }

  private static func headline(_ entry: FleetEntry, _ digests: ShortDigests) -> StyledText {
    heading("\(entry.change.workflow): \(digests.text(entry.headline))")
  }

  /// A workflow of which another environment tells the same.
  private static func original(_ entry: FleetEntry, _ place: String, _ digests: ShortDigests) -> StyledText {
    heading("\(entry.change.workflow): \(digests.text(entry.headline)), as in \(place)")
  }

  private static func timeline(_ change: WorkflowChange) -> StyledText {
    let lines = TimelineText.lines(change)
    return lines.isEmpty ? "" : "  \(TimelineText.title)\n\(indented(lines, 4))"
  }

  private static func text(_ entry: FleetEntry, _ gate: Gate, _ digests: ShortDigests) -> StyledText {
    headline(entry, digests)
      + indented(entry.lines.map(digests.text), 2)
      + timeline(entry.change) + entry.sources.map(source).joined() + manifests(entry, digests)
      + risks(entry, gate, digests)
  }

  /// What several workflows have alike.
  private static func shared(_ fleet: Fleet) -> StyledText {
    if !fleet.isSharing { return "" }
    let words = FleetText(fleet: fleet, mostNames: mostNames)
    var text = heading(FleetText.title(fleet.relation))
    for act in fleet.acts { text += indented([words.line(act)], 2) + indented(words.names(act), 4) }
    for note in fleet.notes {
      text += indented([words.line(note)], 2) + indented(words.names(note.places), 4)
    }
    if !fleet.files.isEmpty { text += "  source\n" }
    for file in fleet.files {
      text += marked([words.line(file)], 4) + indented(words.names(file.places), 6) + hunks(file.content)
    }
    for list in fleet.packages {
      text +=
        indented([words.within("packages", list.places)], 2) + indented(words.names(list.places), 4)
        + marked(list.content.first + (list.content.rest.isEmpty ? [] : [list.content.more]), 4)
    }
    if !fleet.objects.isEmpty { text += "  \(FleetText.manifests)\n" }
    for (object, fields) in words.objects { text += marked([object], 4) + indented(fields, 8) }
    if !fleet.risks.isEmpty { text += "  risks\n" }
    for risk in fleet.risks {
      text +=
        line(risk.content.risk.level, words.line(risk)) + indented(risk.content.fate + words.names(risk), 6)
    }
    return text + (words.more.map { indented([$0], 2) } ?? "")
  }

  private static func sharedSummary(_ fleet: Fleet) -> StyledText {
    if !fleet.isSharing { return "" }
    let words = FleetText(fleet: fleet, mostNames: mostNames)
    let risks: [(level: Risk.Level, count: Int)] = Risk.Level.allCases.map { level in
      (level, fleet.risks.count { $0.content.risk.level == level })
    }
    return heading(FleetText.title(fleet.relation)) + indented(fleet.acts.map(words.line), 2)
      + Self.risks(risks)
  }

  private static func source(_ source: FleetEntry.Source) -> StyledText {
    var text = source.files.isEmpty ? "" : indented([source.change.title], 2)
    for file in source.files {
      text += marked(["\(file.delta.action.mark) \(file.summary)"], 4)
      if !source.isWhole, file.elsewhere == nil { text += hunks(file.delta) }
    }
    return text + (source.hasPackages ? packages(source.change) : "")
  }

  private static func packages(_ change: SourceChange) -> StyledText {
    let list = PackageList(change)
    let lines = list.first + (list.rest.isEmpty ? [] : [list.more])
    return indented([change.packagesTitle], 2) + marked(lines, 4)
  }

  private static func hunks(_ file: FileDelta) -> StyledText {
    guard let difference = file.difference else { return "" }
    return DiffText.text(difference.hunks.flatMap(\.told))
  }

  private static func manifests(_ entry: FleetEntry, _ digests: ShortDigests) -> StyledText {
    if entry.objects.isEmpty { return "" }
    return indented([entry.change.relation.title("manifests")], 2)
      + entry.objects.map { object in
        marked(["\(object.change.action.mark) \(object.title)"], 4)
          + indented(object.fields.map { FieldText.line(digests.field($0)) }, 8)
      }.joined()
  }

  private static func risks(_ entry: FleetEntry, _ gate: Gate, _ digests: ShortDigests) -> StyledText {
    if entry.risks.isEmpty { return "" }
    return "  risks\n"
      + entry.risks.map { risk in
        line(risk.level, digests.text(risk, of: entry.change))
          + indented(GateText.fate(of: risk, entry.change, gate), 6)
      }.joined()
  }

  private static func line(_ level: Risk.Level, _ text: String) -> StyledText {
    "    \(level.rawValue, level.style): \(FindingText.oneLine(text))\n"
  }

  /// `risks: 1 high, 2 low`; nothing for none.
  private static func risks(_ counts: [(level: Risk.Level, count: Int)]) -> StyledText {
    let told: [StyledText] = counts.filter { $0.count > 0 }.map {
      "\("\($0.count) \($0.level.rawValue)", $0.level.style)"
    }
    return told.isEmpty ? "" : "  risks: \(told.joined(separator: ", "))\n"
  }
}

extension Risk.Level {
  fileprivate var style: Style {
    switch self {
    case .high: .error
    case .medium: .warning
    case .low: .notice
    }
  }
}
