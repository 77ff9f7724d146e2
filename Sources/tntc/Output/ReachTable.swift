import Diagnostics
import Reports
import Terminal
import WorkflowModel
import YAML

/// Who of a workflow reaches what, and who says so.
struct ReachTable {
  /// What stands for a host of which nobody says here where it is.
  private static let unknownHost = "not known here"

  private struct Row {
    /// Nil when they are not known here.
    let hosts: String?
    /// Where it is declared.
    let origin: NetworkTarget.Origin
    let line: Int
    var nodes: [String]

    /// `api.example.com:443 (dependency github)`
    var explanation: String { "\(hosts ?? unknownHost) (\(origin.text))" }
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
          rows.append(
            Row(hosts: target.hosts, origin: target.origin, line: target.position.line, nodes: [node.name]))
        }
      }
    }
    let nodes = reach.nodes.map(\.name)
    self.rows =
      rows
      + reach.unknown.map {
        Row(hosts: nil, origin: .dependency($0.name), line: $0.position.line, nodes: nodes)
      }
  }

  private func nodes(_ row: Row) -> String {
    row.nodes.count == reach.nodes.count ? "every node" : row.nodes.joined(separator: ", ")
  }

  /// What is in the place of rows; nil when there are some.
  private var whole: String? {
    if reach.isOpen { return "every host, as the workflow has no contract" }
    return rows.isEmpty ? "no host" : nil
  }

  /// A line for each, for a table of other things.
  var lines: [String] {
    whole.map { [$0] } ?? rows.map { "\($0.explanation): \(nodes($0))" }
  }

  /// A table of its own.
  var text: StyledText {
    if let whole { return "nodes may reach \(whole)\n" }
    return TextTable(
      ["HOST", "NODES", "BECAUSE OF"],
      rows.map {
        [$0.hosts ?? Self.unknownHost, nodes($0), "\($0.origin.text), line \($0.line)"]
      }
    ).text()
  }

  /// Null when every host is open.
  var value: Value {
    if reach.isOpen { return .null }
    return .sequence(
      rows.map { row in
        [
          "host": row.hosts.map(Value.string) ?? .null, "nodes": .sequence(row.nodes.map(Value.string)),
          "origin": .string(row.origin.text), "line": .integer(row.line),
        ]
      })
  }
}
