import ArgumentParser
import Delivery
import Rendering
import Terminal
import WorkflowModel
import YAML

struct FluxCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "flux",
    abstract: "Prints a GitRepository, and a Kustomization for each workflow of the tree.",
    discussion: """
      Kustomizations prune, and wait until the workflow is healthy. Flux does not search for folders: print this \
      again when a workflow is added or removed.
      """)

  @OptionGroup var git: GitOptions
  @OptionGroup var tree: TreeOptions
  @OptionGroup var output: ProblemOptions

  @Option(help: ArgumentHelp("The name of the GitRepository.", valueName: "name"))
  var name = "workflows"

  @Option(help: ArgumentHelp("The namespace of the GitRepository and the Kustomizations.", valueName: "name"))
  var namespace = "flux-system"

  @Option(help: ArgumentHelp("The Secret that lets Flux read the repository.", valueName: "name"))
  var secretRef: String?

  @Option(help: ArgumentHelp("How often Flux looks for new commits.", valueName: "duration"))
  var poll = "1m"

  @Option(help: ArgumentHelp("How often Flux compares the cluster with the tree.", valueName: "duration"))
  var interval = "10m"

  @Option(help: ArgumentHelp("How long a workflow may take to become healthy.", valueName: "duration"))
  var timeout = "5m"

  func validate() throws {
    try GitOptions.check([("--name", name), ("--namespace", namespace)], NameRules.isDNSLabel)
    if let secretRef { try GitOptions.check([("--secret-ref", secretRef)], NameRules.isDNSSubdomain) }
    for (option, text) in [("--poll", poll), ("--interval", interval), ("--timeout", timeout)] {
      do {
        _ = try DurationText(text)
      } catch {
        throw ValidationError("\(option): \(error.reason)")
      }
    }
  }

  func run() throws {
    let report = output.problems.reportBesideOutput
    try reportingErrors(by: report) {
      let intervals = FluxDelivery.Intervals(poll: poll, interval: interval, timeout: timeout)
      let delivery = FluxDelivery(
        try git.source(report), ControllerObject(name, in: namespace), secret: secretRef,
        intervals: intervals,
        targetNamespace: git.targetNamespace)
      let trees = try DeliveredTrees(tree, git, report).trees
      let kustomizations = try trees.flatMap { tree in
        try tree.workflows.map { try delivery.kustomization(of: $0, in: tree) }
      }
      Console.data(try Emitter.emit([delivery.repository] + kustomizations))
    }
  }
}
