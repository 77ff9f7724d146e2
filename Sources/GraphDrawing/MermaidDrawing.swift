import YAML

/// A drawing in the language of Mermaid, which GitHub and GitLab show as a picture.
package enum MermaidDrawing {
  package static func text(_ drawing: Drawing) -> String {
    var ids: [ByteKey: String] = [:]
    var lines = ["flowchart LR"]
    for (number, column) in drawing.columns.enumerated() {
      lines.append("  subgraph stage\(number + 1)[\"\(column.heading)\"]")
      for node in column.nodes {
        let id = "n\(ids.count)"
        ids[ByteKey(node.name)] = id
        let sign = node.mark.sign.map { "\($0) " } ?? ""
        let style = node.mark == .same ? "" : ":::\(node.mark.rawValue)"
        lines.append("    \(id)[\"\(sign)\(quoted(node.name))\"]\(style)")
      }
      lines.append("  end")
    }
    for link in drawing.links {
      guard let from = ids[ByteKey(link.from)], let to = ids[ByteKey(link.to)] else { continue }
      lines.append("  \(from) \(link.mark == .removed ? "-.->" : "-->") \(to)")
    }
    return (lines + classes(drawing)).map { "\($0)\n" }.joined()
  }

  private static func classes(_ drawing: Drawing) -> [String] {
    let used = Set(drawing.columns.flatMap { $0.nodes.map(\.mark) })
    let styles: [(Drawing.Mark, String)] = [
      (.added, "stroke:#1a7f37,stroke-width:3px"), (.changed, "stroke:#9a6700,stroke-width:3px"),
      (.removed, "stroke:#d1242f,stroke-width:2px,stroke-dasharray:5 4"),
    ]
    return styles.filter { used.contains($0.0) }.map { "  classDef \($0.0.rawValue) \($0.1)" }
  }

  /// Mermaid's entity codes, like `#35;`, for everything that could end the label or is markup in it.
  private static func quoted(_ name: String) -> String {
    name.unicodeScalars.map { scalar in
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "-", "_", " ", ".": String(scalar)
      default: "#\(scalar.value);"
      }
    }.joined()
  }
}
