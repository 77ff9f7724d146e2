import Comparison
import Terminal
import Tree
import YAML

/// One workflow of `tntc status`, by itself and in a cluster.
struct StatusRow {
  private let name: String
  private let environment: String?
  private let workflow: RetainedWorkflow
  private var status: WorkflowStatus
  private var live: ClusterStatus?

  init(
    _ name: String, environment: String?, _ workflow: RetainedWorkflow, _ status: WorkflowStatus
  ) {
    (self.name, self.environment, self.workflow, self.status) = (name, environment, workflow, status)
  }

  func subject() throws -> ClusterSurvey.Subject {
    try ClusterSurvey.Subject(environment: environment, workflow)
  }

  mutating func tell(_ live: ClusterStatus) {
    self.live = live
    status.stopped = Set(live.health.schedules.filter(\.isStoppedByHand).map(\.cronJob))
  }

  var value: Value {
    guard let live else { return status.value }
    return status.value.patched(with: ["cluster": live.value])
  }

  /// All of one workflow. Of several in a cluster, what is not as it has to be, and how many there are.
  static func text(_ rows: [StatusRow]) -> StyledText {
    guard rows.count > 1 else { return rows.first.map { $0.status.text + ($0.live?.text ?? "") } ?? "" }
    let blocks = rows.map { row -> StyledText in
      guard let live = row.live else { return row.status.text }
      return live.shortText("\(row.name)\(row.environment.map { " in \($0)" } ?? "")")
    }
    return blocks.joined(separator: rows[0].live == nil ? "\n" : "")
  }
}
