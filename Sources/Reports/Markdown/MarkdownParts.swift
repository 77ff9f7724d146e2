import Comparison

/// The parts of a comment, each of which is shown or cut.
struct MarkdownParts {
  /// In the order in which they are taken.
  private enum Kind: Int, CaseIterable {
    case act
    case sharedRisk
    case row
    case rendering
    case risks
    case sharedManifests
    case manifests
    case timeline
    case packages
    case sharedSource
    case source

    /// For what is said of cut parts.
    func count(_ number: Int) -> String {
      let (one, many) =
        switch self {
        case .act: ("event of several workflows", "events of several workflows")
        case .sharedRisk: ("risk of several workflows", "risks of several workflows")
        case .row: ("workflow", "workflows")
        case .rendering:
          ("list of changes by another tntc", "lists of changes by another tntc")
        case .risks: ("list of risks", "lists of risks")
        case .sharedManifests:
          ("list of manifests of several workflows", "lists of manifests of several workflows")
        case .manifests: ("list of manifests", "lists of manifests")
        case .timeline: ("list of commits", "lists of commits")
        case .packages: ("list of packages", "lists of packages")
        case .sharedSource: ("file of several workflows", "files of several workflows")
        case .source: ("file of source", "files of source")
        }
      return "\(number) \(number == 1 ? one : many)"
    }
  }

  /// Where a part stands.
  private enum Place: Hashable {
    /// In front, with what several workflows have alike.
    case front
    case table
    /// Below the table, with what is reported for all.
    case middle
    /// With what is reported for one workflow, by its position in `entries`.
    case workflow(Int)
  }

  private struct Part {
    let kind: Kind
    let place: Place
    var text: String
    /// What is shown where the whole takes more than half of the room: it says itself what it leaves out. Empty for none.
    var short = ""
    /// The first ones are taken first: grave ones, and those of the first environment.
    var rank: [Int] = []
    /// For what is said of cut parts.
    var name = ""
    var isShown = false
  }

  let fleet: Fleet
  private let entries: [FleetEntry]
  private let hasEnvironments: Bool
  private let relation: Relation
  private var parts: [Part] = []
  private var opened: Set<Place> = []

  init(_ comparison: Comparison, rowsAlone: Bool = false) {
    fleet = Fleet(comparison)
    entries = fleet.entries.filter { $0.isOwn && $0.original == nil }
    hasEnvironments = comparison.trees.contains { $0.environment != nil }
    relation = comparison.relation
    addShared(rowsAlone: rowsAlone)
    if let group = RenderingGroup(comparison) {
      let text = MarkdownBlock.rendering(group, isWhole: !rowsAlone)
      let short =
        rowsAlone
        ? ""
        : "\(MarkdownBlock.rendering(group, isWhole: false))\n> No room for its manifests; `tntc diff` shows them.\n"
      let isGrave = group.risks.contains { $0.level == .high }
      parts.append(
        Part(kind: .rendering, place: .middle, text: text, short: short, rank: [isGrave ? 0 : 1]))
    }
    for (number, entry) in entries.enumerated() {
      parts.append(Part(kind: .row, place: .table, text: row(entry), rank: [Self.rank(of: entry), number]))
      if !rowsAlone { add(entry, number, comparison.gate) }
    }
  }

  private mutating func addShared(rowsAlone: Bool) {
    let shared = MarkdownFleet(fleet)
    parts += shared.acts.enumerated().map {
      Part(kind: .act, place: .front, text: $1.text, short: $1.short, rank: [$0])
    }
    parts += shared.risks.enumerated().map {
      Part(
        kind: .sharedRisk, place: .front, text: $1.text, short: $1.short, rank: [$1.isGrave ? 0 : 1, $0])
    }
    if rowsAlone { return }
    if !shared.manifests.isEmpty {
      parts.append(Part(kind: .sharedManifests, place: .front, text: shared.manifests))
    }
    parts += shared.packages.map { Part(kind: .packages, place: .front, text: $0) }
    parts += shared.source.map {
      Part(kind: .sharedSource, place: .front, text: $0.text, rank: [$0.text.utf8.count], name: $0.path)
    }
  }

  private mutating func add(_ entry: FleetEntry, _ number: Int, _ gate: Gate) {
    let isGrave = entry.risks.contains { $0.level == .high || gate.blocks($0, of: entry.change) }
    func part(_ kind: Kind, _ text: String, _ name: String) -> Part {
      Part(
        kind: kind, place: .workflow(number), text: text,
        short: kind == .risks ? MarkdownBlock.firstRisks(entry, gate, fleet.digests) : "",
        rank: [isGrave ? 0 : 1, entry.member.treeNumber, text.utf8.count], name: name)
    }
    for (kind, text) in [
      (Kind.risks, MarkdownBlock.risks(entry, gate, fleet.digests)),
      (.manifests, MarkdownBlock.manifests(entry, fleet.digests)),
      (.timeline, MarkdownBlock.timeline(entry.change)),
    ]
    where !text.isEmpty { parts.append(part(kind, text, entry.member.name)) }
    for source in entry.sources where source.hasPackages {
      parts.append(part(.packages, MarkdownBlock.packages(source.change), entry.member.name))
    }
    for source in entry.sources {
      for file in source.files {
        parts.append(
          part(.source, MarkdownBlock.source(file, source), "\(entry.member.name) \(file.delta.path)"))
      }
    }
  }

  /// By the gravest risk.
  private static func rank(of entry: FleetEntry) -> Int {
    switch entry.risks.first?.level {
    case .high: 0
    case .medium: 1
    case .low: 2
    case nil: 3
    }
  }

  /// Shows what has room: grave risks first, then the most important kind, and of each kind what is grave, what is of the
  /// first environment, and what is small.
  mutating func fill(_ budget: inout Budget) {
    for kind in [Kind.sharedRisk, .risks, .rendering] {
      fill(&budget) { $0.kind == kind && $0.rank.first == 0 }
    }
    for kind in Kind.allCases { fill(&budget) { $0.kind == kind && !$0.isShown } }
  }

  private mutating func fill(_ budget: inout Budget, _ isMeant: (Part) -> Bool) {
    for position in parts.indices.filter({ isMeant(parts[$0]) }).sorted(by: precedes) {
      let part = parts[position]
      let isShort = !part.short.isEmpty && part.text.utf8.count > budget.left / 2
      let text = isShort ? part.short : part.text
      let frame = opened.contains(part.place) ? "" : head(part.place) + tail(part.place)
      if budget.take(text, frame) {
        (parts[position].text, parts[position].isShown) = (text, true)
        opened.insert(part.place)
      }
    }
  }

  private func precedes(_ left: Int, _ right: Int) -> Bool {
    parts[left].rank == parts[right].rank
      ? left < right : parts[left].rank.lexicographicallyPrecedes(parts[right].rank)
  }

  var text: String {
    let places = [.front, .table, .middle] + entries.indices.map(Place.workflow)
    var shown: [Place: String] = [:]
    for part in parts where part.isShown { shown[part.place, default: ""] += part.text }
    return places.compactMap { place in shown[place].map { head(place) + $0 + tail(place) } }.joined() + cut
  }

  private func head(_ place: Place) -> String {
    switch place {
    case .front: MarkdownFleet.title(relation)
    case .table: header
    case .middle: ""
    case .workflow(let number): head(entries[number])
    }
  }

  private func tail(_ place: Place) -> String {
    if case .workflow = place { "\n</details>\n" } else { "" }
  }

  private func head(_ entry: FleetEntry) -> String {
    let digests = fleet.digests
    return "\n<details><summary><b>\(MarkdownText.entities(entry.member.name))</b>: "
      + "\(MarkdownBlock.headline(entry, digests))</summary>\n"
      + entry.lines.map { "\n\(MarkdownBlock.short(digests.text($0), longest: 1000))\n" }.joined()
  }

  private var header: String {
    let columns =
      (hasEnvironments ? ["environment"] : []) + ["workflow", relation.acts, "source", "manifests", "risks"]
    return
      "\n| \(columns.joined(separator: " | ")) |\n|\(String(repeating: " --- |", count: columns.count))\n"
  }

  private func row(_ entry: FleetEntry) -> String {
    let stat = DiffStat(entry)
    let places = [entry.tree.environment ?? "-"] + entry.copies
    let environment =
      hasEnvironments ? [places.map { MarkdownText.code($0) }.joined(separator: ", ")] : []
    let cells =
      environment + [
        MarkdownText.code(entry.change.workflow), MarkdownBlock.headline(entry, fleet.digests), stat.source,
        stat.manifests, stat.riskText,
      ]
    return "| \(cells.joined(separator: " | ")) |\n"
  }

  /// As Markdown: a name of signs is many times as long there.
  private static let longestName = 110

  /// What had no room, by kind, with as many names as have some.
  private var cut: String {
    var sentences: [String] = []
    for kind in Kind.allCases {
      let missing = parts.filter { $0.kind == kind && !$0.isShown }
      if missing.isEmpty { continue }
      let named = Array(
        missing.lazy.map(\.name).filter { !$0.isEmpty }.map(MarkdownText.code)
          .filter { $0.utf8.count <= Self.longestName }.prefix(3))
      let names =
        named.isEmpty ? "" : " (\(named.joined(separator: ", "))\(missing.count > named.count ? ", …" : ""))"
      sentences.append("\(kind.count(missing.count))\(names)")
    }
    if sentences.isEmpty { return "" }
    return "\n> Cut to stay below \(Budget.comment) characters: \(sentences.joined(separator: ", ")). "
      + "`tntc diff` shows all of it.\n"
  }
}
