import Diagnostics
import YAML

/// `edges:`, and the keys of an edge.
enum EdgeKeys {
  private struct Draft {
    let names: Set<ByteKey>
    /// Sorted.
    let words: [String]
    var from: String?
    var to: String?
  }

  private struct PlacedEdge {
    let edge: Edge
    let position: Position
  }

  static let row = KeyRow<WorkflowKeys.Draft>.value(
    "edges", "Which node's output goes to which node.", about: .graph, type: "array",
    schema: ["items": table.schema("The output of `from` is input of `to`.")]
  ) { element, draft, findings in
    // Without nodes there is nothing to compare with.
    guard let names = draft.graph?.names else { return }
    let edges = read(element, names, &findings)
    checkCycles(names, edges, &findings)
    draft.graph?.edges = edges.map(\.edge)
  }

  private static let table = KeyTable<Draft>([
    end("from") { $1.from = $0 }, end("to") { $1.to = $0 },
  ])

  private static func end(
    _ key: String, keep: @escaping @Sendable (String, inout Draft) -> Void
  ) -> KeyRow<Draft> {
    .value(key, "A node's name.", .required, type: "string", schema: NameRules.node.schema()) {
      element, draft, findings in
      guard let name = element.text(of: key, expected: "text", &findings) else { return }
      if draft.names.contains(ByteKey(name)) { return keep(name, &draft) }
      let hint = findings.hint(for: name, in: draft.words).map { "; did you mean `\($0)`?" } ?? ""
      findings.error(element.position, "there is no node `\(name)`\(hint)")
    }
  }

  private static func read(
    _ element: Element, _ names: [String], _ findings: inout Findings
  ) -> [PlacedEdge] {
    guard case .sequence(let items) = element.content else {
      findings.error(
        element.position, "`edges` is \(element.kind); expected a list, like `- {from: a, to: b}`")
      return []
    }
    let empty = Draft(names: Set(names.map(ByteKey.init)), words: names.sorted { $0.precedesByBytes($1) })
    var edges: [PlacedEdge] = []
    var seen: [Edge: Position] = [:]
    for item in items {
      var draft = empty
      guard table.read(item, owner: "an edge", into: &draft, &findings), let from = draft.from,
        let to = draft.to
      else { continue }
      let edge = Edge(from: from, to: to)
      if from.hasSameBytes(as: to) {
        findings.error(item.position, "node `\(from)` has an edge to itself; remove it")
      } else if let first = seen[edge] {
        findings.error(
          item.position,
          "a second edge from `\(from)` to `\(to)`, the first is on line \(first.line); remove one")
      } else {
        seen[edge] = item.position
        edges.append(PlacedEdge(edge: edge, position: item.position))
      }
    }
    return edges
  }

  private static func checkCycles(
    _ names: [String], _ edges: [PlacedEdge], _ findings: inout Findings
  ) {
    let graph = Graph(nodes: names, edges: edges.map { ($0.edge.from, $0.edge.to) })
    let positions = Dictionary(edges.map { ($0.edge, $0.position) }) { first, _ in first }
    for cycle in graph.cycles() {
      guard let from = cycle.first,
        let position = positions[Edge(from: from, to: cycle.dropFirst().first ?? from)]
      else { continue }
      findings.error(
        position,
        "the edges form a cycle: \((cycle + [from]).joined(separator: " → ")); remove one of them")
    }
  }
}
