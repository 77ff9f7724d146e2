import Diagnostics
import Reports
import WorkflowModel
import YAML

/// Who of a workflow reaches what, and who says so.
struct ReachTable {
  private struct Row {
    let target: NetworkTarget
    var nodes: [String]
  }

  private let reach: NetworkReach
  private let rows: [Row]

  init(_ reach: NetworkReach) {
    self.reach = reach
    var rows: [Row] = []
    var places: [NetworkTarget: Int] = [:]
    for node in reach.nodes {
      for target in node.targets ?? [] {
        if let place = places[target] {
          if rows[place].nodes.last != node.name { rows[place].nodes.append(node.name) }
        } else {
          places[target] = rows.count
          rows.append(Row(target: target, nodes: [node.name]))
        }
      }
    }
    self.rows = rows
  }

  private func nodes(_ row: Row) -> String {
    row.nodes.count == reach.nodes.count ? "every node" : row.nodes.joined(separator: ", ")
  }

  /// What stands in the place of rows; nil when there are some.
  private var whole: String? {
    if reach.isOpen { return "every host, as nothing names those that the nodes need" }
    return rows.isEmpty ? "no host" : nil
  }

  /// A line for each, for a table of other things.
  var lines: [String] {
    whole.map { [$0] } ?? rows.map { "\(ReachText.explained($0.target)): \(nodes($0))" }
  }

  /// A table of its own.
  var text: String {
    if let whole { return "nodes may reach \(whole)\n" }
    return TextTable(
      ["HOST", "NODES", "BECAUSE OF"],
      rows.map {
        [$0.target.text, nodes($0), "\(ReachText.origin($0.target.origin)), line \($0.target.position.line)"]
      }
    ).text()
  }

  /// Null when every host is open.
  var value: Value {
    if reach.isOpen { return .null }
    return .sequence(
      rows.map { row in
        [
          "host": .string(row.target.text), "nodes": .sequence(row.nodes.map(Value.string)),
          "origin": .string(ReachText.origin(row.target.origin)), "line": .integer(row.target.position.line),
        ]
      })
  }
}
