import Comparison
import Diagnostics
import Reports
import Settings
import WorkflowModel
import YAML

/// The risks of a comparison as SARIF 2.1.0, one rule for each kind of risk.
enum RiskLog {
  static func value(_ comparison: Comparison, _ configuration: Configuration) -> Value {
    let risks = RiskLocation.all(comparison, configuration).map { tree, change, risk, place in
      result(risk, of: change, in: tree, comparison.gate, at: place)
    }
    let notes = comparison.gate.notes.map { note in
      SARIFLog.result(
        rule: acceptance, index: RiskKind.allCases.count, level: "note", note.text,
        path: comparison.gate.accepted.path, position: note.entry?.position)
    }
    return SARIFLog.log(rules: RiskKind.allCases.map(rule) + [acceptanceRule], results: risks + notes)
  }

  /// The id of what is reported for `.tentacular/accepted.yaml` itself.
  private static let acceptance = "accepted"

  private static let acceptanceRule: Value = [
    "id": .string(acceptance),
    "shortDescription": ["text": "Accepted risks, and entries that accept none"],
    "defaultConfiguration": ["level": "note"],
  ]

  private static func rule(_ kind: RiskKind) -> Value {
    [
      "id": .string(kind.rawValue), "shortDescription": ["text": .string(RiskSummary.text(kind))],
      "defaultConfiguration": ["level": .string(level(kind.level))],
      "properties": ["security-severity": .string(severity(kind.level)), "tags": ["security"]],
    ]
  }

  private static func level(_ level: Risk.Level) -> String {
    switch level {
    case .high: "error"
    case .medium: "warning"
    case .low: "note"
    }
  }

  /// In the middle of what GitHub calls high, medium and low.
  private static func severity(_ level: Risk.Level) -> String {
    switch level {
    case .high: "8.0"
    case .medium: "5.5"
    case .low: "2.0"
    }
  }

  private static func result(
    _ risk: Risk, of change: WorkflowChange, in tree: TreeDifference, _ gate: Gate,
    at place: RiskLocation.Place
  ) -> Value {
    let entries = change.acceptances(of: risk)
    let result = SARIFLog.result(
      rule: risk.kind.rawValue, index: RiskKind.allCases.firstIndex(of: risk.kind) ?? -1,
      level: level(risk.level),
      RiskMessage(risk, of: change, in: tree, gate).text, path: place.path, position: place.position)
    let suppressions = entries.map { entry -> Value in
      [
        "kind": "external", "status": "accepted",
        "justification": .string(GateText.acceptance(entry)),
      ]
    }
    return result.patched(with: [
      "partialFingerprints": ["tentacularRisk/v1": .string(fingerprint(risk, change, tree))],
      "suppressions": suppressions.isEmpty ? .null : .sequence(suppressions),
    ])
  }

  /// The same for the same risk of the same field, whatever its values and wherever it is told.
  private static func fingerprint(_ risk: Risk, _ change: WorkflowChange, _ tree: TreeDifference) -> String {
    let facts = risk.facts
    let parts = [
      risk.kind.rawValue, tree.environment, tree.tree, change.workflow, facts.object, facts.path,
    ].map { $0 ?? "" }
    let text = JSON.compact(.sequence(parts.map(Value.string)))
    return String(DigestText.of(Array(text.utf8)).dropFirst(DigestText.prefix.count))
  }
}
