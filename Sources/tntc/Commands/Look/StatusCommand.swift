import ArgumentParser
import Settings
import Terminal
import Tree
import WorkflowModel
import YAML

struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Tells all about one workflow of a tree.",
    discussion: """
      What is live, what waits, the objects, and the next three runs of each cron trigger in its time zone. Zones \
      come from the system's database; without it the times are in UTC, and it says so. With --cluster, or --from \
      a file, it tells how each object stands there, and exits with 1 when anything differs.
      """)

  @Argument(help: "The name of a workflow.")
  var name: String

  @OptionGroup var tree: TreeOptions

  @OptionGroup var now: NowOption

  @Option(help: "How the status is printed: text, json or github.")
  var format: OutputFormat = .text

  @OptionGroup(title: "Cluster") var cluster: ClusterOptions

  func run() throws {
    try reportingErrors(as: format.problems) {
      let finder = try JobFinder(tree: tree.tree, format.problems.report)
      let folder = try finder.tree(holding: name, environment: tree.env)
      let workflow = try RetainedWorkflow(name, in: folder)
      let status = try WorkflowStatus(
        workflow, place: finder.place(environment: tree.env), now: now.seconds)
      let live = try cluster.isAsked ? inCluster(workflow, finder) : nil
      switch format {
      case .text, .github: Console.output(status.text + (live?.text ?? ""))
      case .json:
        var value = status.value
        if let live { value = value.patched(with: ["cluster": live.value]) }
        Console.data(JSON.pretty(value) + "\n")
      }
      try ClusterStatus.end([live].compactMap(\.self))
    }
  }

  private func inCluster(_ workflow: RetainedWorkflow, _ finder: JobFinder) throws -> ClusterStatus? {
    let environment = try finder.environments(tree.env).first ?? nil
    let subject = ClusterSurvey.Subject(
      environment: environment?.name, workflow: name, built: try workflow.build())
    return try ClusterSurvey([subject], of: name, cluster, in: finder).look().first
  }
}
