import ArgumentParser
import Releases
import Settings
import Tree
import WorkflowModel

struct LogsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "logs",
    abstract: "Shows the logs of a workflow in a cluster, through kubectl.",
    discussion: """
      The logs are those of all its pods, with those of a canary; each line begins with its pod.
      """)

  @Argument(help: "The name of a workflow.")
  var name: String

  @OptionGroup(title: "Cluster") var kubectl: KubectlOptions

  @Flag(name: .shortAndLong, help: "Follow the logs.")
  var follow = false

  @Option(help: ArgumentHelp("The number of last lines of each pod; -1 for all.", valueName: "n"))
  var tail = 100

  @OptionGroup var tree: TreeOptions

  /// kubectl follows five logs at most unless it is told otherwise.
  private static let following = ["--follow", "--max-log-requests", "\(2 * Settings.mostReplicas)"]

  func validate() throws {
    guard kubectl.cluster else {
      throw ValidationError("logs come from a cluster: add --cluster (`tntc dev` shows its own)")
    }
  }

  func run() throws {
    try reportingErrors {
      let finder = try JobFinder(tree: tree.tree, FindingFormat.text.report)
      let workflow = try RetainedWorkflow(name, in: finder.tree(holding: name, environment: tree.env))
      let selector = "app.kubernetes.io/name=\(name),app.kubernetes.io/component=engine"
      let rest = [
        "--selector", selector, "--container", EngineContract.container, "--prefix", "--tail", "\(tail)",
      ]
      try kubectl.exec(
        "logs", namespace: try workflow.effective().namespace, context: try finder.context(of: tree.env),
        rest + (follow ? Self.following : []))
    }
  }
}
