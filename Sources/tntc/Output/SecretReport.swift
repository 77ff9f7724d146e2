import Diagnostics
import Terminal
import WorkflowSecrets
import YAML

/// The secrets of a workflow, as a table or as JSON; no value is in either.
struct SecretReport {
  private static let mostPlaces = 2

  let workflow: String
  private let comparison: SecretComparison

  init(workflow: String, _ comparison: SecretComparison) {
    (self.workflow, self.comparison) = (workflow, comparison)
  }

  var text: StyledText {
    if comparison.rows.isEmpty { return "\(workflow): needs no secrets\n" }
    let rows = comparison.rows.map { row -> [TextTable.Cell] in
      [
        .init(row.name), .init(row.state.rawValue, row.state.style), .init(row.origin ?? "-"),
        .init(Self.places(row.demands)),
      ]
    }
    return TextTable(["SECRET", "STATE", "FROM", "NEEDED BY"], rows).text() + StyledText(summary)
  }

  private var summary: String {
    func count(_ state: SecretComparison.State) -> Int { comparison.rows.count { $0.state == state } }
    return "\(workflow): \(count(.present)) present, \(count(.missing)) missing, "
      + "\(count(.absent)) absent and not needed, \(count(.unused)) unused\n"
  }

  private static func places(_ demands: [SecretDemand]) -> String {
    let places = demands.map { demand in
      let environments = demand.environments.joined(separator: ", ")
      return "\(demand.path):\(demand.position.line):\(demand.position.column)"
        + (environments.isEmpty ? "" : " (\(environments))")
    }
    if places.isEmpty { return "-" }
    let rest = places.count - mostPlaces
    return places.prefix(mostPlaces).joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
  }

  var value: Value {
    [
      "workflow": .string(workflow), "complete": .bool(comparison.isComplete),
      "secrets": .sequence(comparison.rows.map(Self.value)),
    ]
  }

  private static func value(_ row: SecretComparison.Row) -> Value {
    [
      "service": .string(row.service), "key": row.key.map(Value.string) ?? .null,
      "state": .string(row.state.rawValue), "from": row.origin.map(Value.string) ?? .null,
      "askedForBy": .sequence(
        row.demands.map {
          [
            "path": .string($0.path), "line": .integer($0.position.line),
            "column": .integer($0.position.column),
            "environments": $0.environments.isEmpty
              ? .null : .sequence($0.environments.map(Value.string)),
          ]
        }),
    ]
  }
}

extension SecretComparison.Row {
  fileprivate var name: String { key.map { "\(service).\($0)" } ?? service }
}

extension SecretComparison.State {
  fileprivate var style: Style? {
    switch self {
    case .present: .good
    case .missing: .error
    case .unused: .warning
    case .absent: nil
    }
  }
}
