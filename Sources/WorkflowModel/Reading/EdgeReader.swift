import Diagnostics
import YAML

/// An edge and where it is written.
struct PlacedEdge {
  let edge: Edge
  let position: Position
}

/// Reads `edges:`.
enum EdgeReader {
  static func read(
    _ scope: FieldScope, names: Set<ByteKey>, _ findings: inout Findings
  ) -> [PlacedEdge] {
    guard let field = scope.field("edges") else { return [] }
    guard case .sequence(let items) = field.content else {
      findings.error(field.position, "`edges` is \(field.kind); expected a list, like `- {from: a, to: b}`")
      return []
    }
    let words = names.map(\.text).sorted { $0.precedesByBytes($1) }
    var edges: [PlacedEdge] = []
    var seen: [Edge: Position] = [:]
    for item in items {
      guard let edge = edge(item, names, words, &findings) else { continue }
      if edge.from.hasSameBytes(as: edge.to) {
        findings.error(item.position, "node `\(edge.from)` has an edge to itself; remove it")
        continue
      }
      if let first = seen.updateValue(item.position, forKey: edge) {
        findings.error(
          item.position,
          "a second edge from `\(edge.from)` to `\(edge.to)`, the first is on line \(first.line); remove one")
        continue
      }
      edges.append(PlacedEdge(edge: edge, position: item.position))
    }
    return edges
  }

  private static func edge(
    _ item: Element, _ names: Set<ByteKey>, _ words: [String], _ findings: inout Findings
  ) -> Edge? {
    guard let scope = FieldScope(item, owner: "an edge", known: ["from", "to"], &findings) else { return nil }
    let from = end("from", scope, names, words, &findings)
    let to = end("to", scope, names, words, &findings)
    guard let from, let to else { return nil }
    return Edge(from: from, to: to)
  }

  private static func end(
    _ key: String, _ scope: FieldScope, _ names: Set<ByteKey>, _ words: [String], _ findings: inout Findings
  ) -> String? {
    guard scope.required(key, &findings) != nil, let (name, position) = scope.text(key, &findings)
    else { return nil }
    if names.contains(ByteKey(name)) { return name }
    let hint = findings.hint(for: name, in: words).map { "; did you mean `\($0)`?" } ?? ""
    findings.error(position, "there is no node `\(name)`\(hint)")
    return nil
  }
}
