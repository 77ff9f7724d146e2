import Comparison
import Diagnostics
import Reports
import Settings
import Terminal

/// The risks of a comparison as workflow commands of GitHub Actions, the gravest first, as GitHub shows ten of a kind.
enum RiskAnnotations {
  static func text(_ comparison: Comparison, _ configuration: Configuration) -> String {
    let all = RiskLocation.all(comparison, configuration)
    let sorted = Risk.Level.allCases.flatMap { level in all.filter { $0.risk.level == level } }
    return sorted.map { tree, change, risk, place in
      let told = RiskMessage(risk, of: change, in: tree, comparison.gate)
      return GitHubAnnotation.text(
        severity: told.severity, path: place.path, position: place.position, title: told.title,
        message: told.text)
    }.joined() + acceptances(comparison.gate)
  }

  private static func acceptances(_ gate: Gate) -> String {
    gate.notes.map { note in
      GitHubAnnotation.text(
        severity: .notice, path: gate.accepted.path, position: note.entry?.position, title: nil,
        message: note.text)
    }.joined()
  }
}

/// How one risk is reported beside a line.
struct RiskMessage {
  /// `wider-network (uptime-prober)`.
  let title: String
  let text: String
  let severity: Finding.Severity

  init(_ risk: Risk, of change: WorkflowChange, in tree: TreeDifference, _ gate: Gate) {
    let workflow = tree.environment.map { "\($0)/\(change.workflow)" } ?? change.workflow
    title = "\(risk.kind.rawValue) (\(workflow))"
    let fate = GateText.fate(of: risk, change, gate)
    text = (["\(workflow): \(RiskText.text(risk, of: change))"] + fate).joined(separator: "\n")
    severity =
      if gate.blocks(risk, of: change) {
        .error
      } else if !change.acceptances(of: risk).isEmpty {
        .notice
      } else {
        switch risk.level {
        case .high: .error
        case .medium: .warning
        case .low: .notice
        }
      }
  }
}
