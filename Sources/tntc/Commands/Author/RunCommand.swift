import ArgumentParser
import Diagnostics
import Releases
import Settings
import Terminal
import Tree
import WorkflowModel
import YAML

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Runs a workflow once, on this machine or in a cluster, and prints the result.",
    discussion: """
      `tentacular-engine run` runs DIR. The result goes to standard output and the log to standard error; the exit \
      code is 1 when the workflow fails.

      With --cluster, NAME is a workflow of the tree, and kubectl runs `\(EngineContract.command) trigger` in one of \
      its pods. --print shows that call. --print-job prints a Job that starts a run, for `kubectl create -f -` and \
      for those who have no right to exec.
      """)

  @Argument(
    help: ArgumentHelp("A workflow directory; with --cluster the name of a workflow.", valueName: "dir|name"))
  var target = "."

  @Option(help: ArgumentHelp("The input: JSON, @FILE, or - for standard input.", valueName: "json"))
  var input = "{}"

  @OptionGroup var local: LocalRunOptions
  @OptionGroup(title: "Cluster") var kubectl: KubectlOptions

  @Flag(help: "Print a Job that starts a run of NAME, and do nothing else.")
  var printJob = false

  @OptionGroup var tree: TreeOptions

  func validate() throws {
    if kubectl.cluster || printJob, !local.arguments.isEmpty {
      throw ValidationError(
        "--config, --dependencies and --secrets are for a run on this machine; a pod has its own")
    }
  }

  func run() throws {
    try reportingErrors {
      guard kubectl.cluster || printJob else {
        let file = try EngineProgram.workflowFile(of: target)
        return try EngineProgram.exec(["run", "--workflow", file, "--input", input] + local.arguments)
      }
      let finder = try JobFinder(tree: tree.tree, FindingFormat.text.report)
      let workflow = try RetainedWorkflow(target, in: finder.tree(holding: target, environment: tree.env))
      if try workflow.effective().triggers.isSuspended {
        throw InvalidInput(
          path: workflow.path,
          "is suspended, so no pod can run it; remove `suspend` from \(ConfigurationFile.name) and render"
        )
      }
      guard let trigger = try RunTrigger(workflow, input: JSON.compact(try runInput().value)) else {
        throw InvalidInput(path: workflow.path, "no version is live, so there is nothing to run")
      }
      if printJob { return Console.data(try Emitter.emit([try trigger.job()])) }
      let call = ["--container", EngineContract.container, "deployment/\(target)", "--"] + trigger.command
      let code = try kubectl.command(
        call, namespace: trigger.namespace, context: try finder.context(of: tree.env))
      if code != .success { throw code }
    }
  }

  private func runInput() throws -> RunInput {
    let argument = try InputArgument(input, option: "--input")
    var findings: [Finding] = []
    let input = RunInput.read(argument.bytes, name: argument.name).content { findings = $0 }
    guard let input else { throw InvalidInput(findings) }
    FindingFormat.text.report(findings)
    return input
  }
}
