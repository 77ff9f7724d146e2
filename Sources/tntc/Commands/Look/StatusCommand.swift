import ArgumentParser
import Settings
import Terminal
import Tree
import WorkflowModel
import YAML

struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Tells all about workflows of a tree, and how they stand in a cluster.",
    discussion: """
      What is live, what waits, the objects, and the next three runs of each cron trigger in its time zone. Zones \
      come from the system's database; without it the times are in UTC, and it says so.

      With --cluster, or --from a file, it tells how each object stands there, how far a rollout is and what keeps it, \
      and how the last Job of each schedule ended. Exit codes: 0 it is as the tree says and runs, 1 it differs, 2 a cluster \
      does not answer, 3 it is as the tree says and somebody has to look at it: not all pods are available, a rollout \
      is paused, a schedule is suspended in the cluster alone, or its last Job could not start. A run that failed is \
      told, and is 0. --wait looks again until it has arrived, or cannot.
      """)

  @OptionGroup var selection: WorkflowSelection

  @OptionGroup var tree: TreeOptions

  @OptionGroup var now: NowOption

  @Option(help: "How the status is printed: text, json or github.")
  var format: OutputFormat = .text

  @OptionGroup(title: "Cluster") var cluster: ClusterOptions

  @OptionGroup(title: "Cluster") var waiting: WaitOption

  func validate() throws {
    if waiting.wait != nil, !cluster.cluster { throw ValidationError("--wait goes with --cluster") }
  }

  func run() throws {
    try reportingErrors(as: format.problems) {
      let finder = try JobFinder(tree: tree.tree, format.problems.report)
      var rows = try workflows(finder)
      let live = try cluster.isAsked ? askCluster(rows, finder) : []
      for (position, status) in zip(rows.indices, live) { rows[position].tell(status) }
      switch format {
      case .text, .github: Console.output(StatusRow.text(rows))
      case .json:
        let values = rows.map(\.value)
        Console.data(
          JSON.pretty(selection.single == nil ? .sequence(values) : values.first ?? .null) + "\n")
      }
      try ClusterStatus.end(live)
    }
  }

  private func workflows(_ finder: JobFinder) throws -> [StatusRow] {
    let only = try finder.environments(tree.env)
    return try finder.selected(selection, environment: tree.env, spans: true).flatMap { selected in
      let environment = selected.environment ?? (only.count == 1 ? only[0]?.name : nil)
      return try selected.names.map { name in
        let workflow = try RetainedWorkflow(name, in: selected.tree)
        let status = try WorkflowStatus(
          workflow, place: finder.place(environment: selected.environment), now: now.seconds)
        return StatusRow(name, environment: environment, workflow, status)
      }
    }
  }

  private func askCluster(_ rows: [StatusRow], _ finder: JobFinder) throws -> [ClusterStatus] {
    let subjects = try rows.map { try $0.subject() }
    let survey = try ClusterSurvey(subjects, of: selection.single, cluster, in: finder)
    return try waiting.wait.map { try ClusterWatch(survey: survey, limit: $0.seconds).run() } ?? survey.look()
  }
}
