import Comparison

/// The parts of a comment, each of which is shown or cut.
struct MarkdownParts {
  /// In the order in which they are taken.
  private enum Kind: Int, CaseIterable {
    case row
    case rendering
    case risks
    case manifests
    case packages
    case source
  }

  private struct Part {
    let kind: Kind
    let workflow: Int
    let text: String
    /// For what is said of cut parts.
    let name: String
    var isShown = false
  }

  private let entries: [(tree: TreeDifference, change: WorkflowChange)]
  private let hasEnvironments: Bool
  private var parts: [Part] = []
  private var opened: Set<Int> = []
  /// The number of what is told of many workflows.
  private static let noWorkflow = -1

  init(_ comparison: Comparison, rowsAlone: Bool = false) {
    entries = comparison.trees.flatMap { tree in tree.workflows.filter(\.isDone).map { (tree, $0) } }
    if let group = RenderingGroup(comparison) {
      let text = MarkdownBlock.rendering(group, isWhole: !rowsAlone)
      parts.append(Part(kind: .rendering, workflow: Self.noWorkflow, text: text, name: ""))
    }
    hasEnvironments = comparison.trees.contains { $0.environment != nil }
    for (number, entry) in entries.enumerated() {
      parts.append(Part(kind: .row, workflow: number, text: row(entry), name: ""))
      if rowsAlone { continue }
      let change = entry.change
      for (kind, text) in [
        (Kind.risks, MarkdownBlock.risks(change, comparison.gate)),
        (.manifests, MarkdownBlock.manifests(change)),
      ]
      where !text.isEmpty {
        parts.append(Part(kind: kind, workflow: number, text: text, name: name(entry)))
      }
      for source in change.sources where !source.packages.isEmpty {
        parts.append(
          Part(kind: .packages, workflow: number, text: MarkdownBlock.packages(source), name: name(entry)))
      }
      for source in change.sources {
        for file in source.files {
          parts.append(
            Part(
              kind: .source, workflow: number, text: MarkdownBlock.source(file, source),
              name: "\(name(entry)) \(file.path)"))
        }
      }
    }
  }

  /// Shows what has room: the most important kind first, rows by risk, the rest the smallest first.
  mutating func fill(_ budget: inout Budget) {
    if !entries.isEmpty { _ = budget.take(header) }
    for kind in Kind.allCases {
      let candidates = parts.indices.filter { parts[$0].kind == kind }
      for position in candidates.sorted(by: { precedes($0, $1, kind) }) {
        let part = parts[position]
        let isFramed = kind == .row || kind == .rendering || opened.contains(part.workflow)
        let frame = isFramed ? "" : head(part.workflow) + Self.tail
        if budget.take(part.text, frame) {
          parts[position].isShown = true
          if !isFramed { opened.insert(part.workflow) }
        }
      }
    }
  }

  private func precedes(_ left: Int, _ right: Int, _ kind: Kind) -> Bool {
    func weight(_ position: Int) -> Int {
      if kind != .row { return parts[position].text.utf8.count }
      return switch entries[parts[position].workflow].change.risks.first?.level {
      case .high: 0
      case .medium: 1
      case .low: 2
      case nil: 3
      }
    }
    return (weight(left), left) < (weight(right), right)
  }

  var text: String {
    var text = entries.isEmpty ? "" : header
    for part in parts where part.kind == .row && part.isShown { text += part.text }
    for part in parts where part.kind == .rendering && part.isShown { text += part.text }
    for number in entries.indices where opened.contains(number) {
      text += head(number)
      for part in parts where part.workflow == number && part.kind != .row && part.isShown {
        text += part.text
      }
      text += Self.tail
    }
    return text + cut
  }

  private static let tail = "\n</details>\n"

  private func head(_ number: Int) -> String {
    let entry = entries[number]
    return "\n<details><summary><b>\(MarkdownText.entities(name(entry)))</b>: "
      + "\(MarkdownBlock.headline(entry.change))</summary>\n"
      + (CanaryText.notes(entry.change, in: entry.tree.environment)
      + [RenderingText.note(entry.change), GateText.routine(entry.change)].compactMap(\.self)).map {
        "\n\(MarkdownText.entities($0))\n"
      }
      .joined()
  }

  private func name(_ entry: (tree: TreeDifference, change: WorkflowChange)) -> String {
    entry.tree.environment.map { "\($0)/\(entry.change.workflow)" } ?? entry.change.workflow
  }

  private var header: String {
    let columns =
      (hasEnvironments ? ["environment"] : []) + ["workflow", "what happens", "source", "manifests", "risks"]
    return "| \(columns.joined(separator: " | ")) |\n|\(String(repeating: " --- |", count: columns.count))\n"
  }

  private func row(_ entry: (tree: TreeDifference, change: WorkflowChange)) -> String {
    let stat = DiffStat(entry.change)
    let environment = hasEnvironments ? [MarkdownText.code(entry.tree.environment ?? "-")] : []
    let cells =
      environment + [
        MarkdownText.code(entry.change.workflow), MarkdownBlock.headline(entry.change), stat.source,
        stat.manifests, stat.riskText,
      ]
    return "| \(cells.joined(separator: " | ")) |\n"
  }

  /// What had no room, by kind, with as many names as have some.
  private var cut: String {
    let words: [Kind: String] = [
      .row: "workflow", .rendering: "list of what another tntc renders", .risks: "list of risks",
      .manifests: "list of manifests", .packages: "list of packages", .source: "file of source",
    ]
    var sentences: [String] = []
    for kind in Kind.allCases {
      let missing = parts.filter { $0.kind == kind && !$0.isShown }
      guard !missing.isEmpty, let word = words[kind] else { continue }
      let plural =
        missing.count == 1
        ? word
        : word.hasPrefix("list")
          ? "lists\(word.dropFirst(4))" : word.hasPrefix("file") ? "files\(word.dropFirst(4))" : "\(word)s"
      let named = missing.map(\.name).filter { !$0.isEmpty && $0.utf8.count <= 60 }.prefix(3).map(
        MarkdownText.code)
      let names =
        named.isEmpty ? "" : " (\(named.joined(separator: ", "))\(missing.count > named.count ? ", …" : ""))"
      sentences.append("\(missing.count) \(plural)\(names)")
    }
    if sentences.isEmpty { return "" }
    return "\n> Cut to stay below \(Budget.comment) characters: \(sentences.joined(separator: ", ")). "
      + "`tntc diff` shows all of it.\n"
  }
}
