import ArgumentParser
import Settings
import Terminal
import Tree
import WorkflowModel
import YAML

struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Shows the status of workflows, in the tree and in a cluster.",
    discussion: """
      The status has the live version, those that wait, the objects, and the next three runs of each cron trigger in \
      its time zone. Time zones come from the system's database; without it, times are in UTC, and a line says so.

      With --cluster, or --from a file, it also has the state of each object in the cluster, the progress of a \
      rollout and what blocks it, and the end of the last Job of each schedule. --wait repeats this until the \
      cluster runs what the tree says, or cannot.

      Exit codes: 0 the cluster runs what the tree says, 1 it differs, 2 it does not answer, 3 it is as the tree \
      says but needs attention: pods are not available, a rollout is paused, a schedule is suspended in the cluster \
      alone, or its last Job could not start. A run that failed is shown, and the code is 0.
      """)

  @OptionGroup var selection: WorkflowSelection

  @OptionGroup var tree: TreeOptions

  @OptionGroup var now: NowOption

  @Option(help: "How the status is printed; github is text, with problems as annotations.")
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
      let isList = selection.single == nil
      format.print(
        StatusRow.text(rows), or: isList ? .sequence(rows.map(\.value)) : rows.first?.value ?? .null)
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
