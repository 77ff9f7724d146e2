import ArgumentParser
import Diagnostics
import Files
import Terminal
import Tree
import WorkflowModel
import WorkflowSecrets
import YAML

struct SecretsCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Names the secrets that are missing and those that nothing asks for; never a value.",
    discussion: """
      Asked for is what `contract.dependencies.*.secret` names (`service.key`), and what the code reads as \
      `ctx.secrets.service.key`. `ctx.fetch("service", …)` uses `token` or `api_key` when it is there. There is what \
      `.secrets/`, `.secrets.yaml` and --secrets give, read as the engine reads it. Exit code 1 when something is \
      missing.
      """)

  @Argument(help: "A workflow directory.")
  var path = "."

  @Option(
    help: ArgumentHelp("A folder or YAML file with secrets that win over the others.", valueName: "path"))
  var secrets: String?

  @Option(help: "How the secrets are printed: text or json.")
  var format = Format.text

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
  }

  func run() throws {
    try reportingErrors {
      let finder = try JobFinder(tree: nil, FindingFormat.text.report)
      let directories = try finder.directories([path]).flatMap(\.directories)
      guard let directory = directories.first, directories.count == 1 else {
        throw InvalidInput(
          path: path, "holds \(Counted.text(directories.count, "workflow")); name the directory of one")
      }
      let input = try WorkflowInput.read(directory)
      let reading = SecretSources(directory: directory, mounted: nil, extra: secrets).read()
      let comparison = SecretComparison(
        input.source, place: { Path.join(directory, $0) }, reading: reading)
      let report = SecretReport(workflow: input.workflow.name, comparison)
      FindingFormat.text.report(input.warnings + reading.findings + comparison.findings)
      switch format {
      case .text: Console.output(report.text)
      case .json: Console.data(JSON.pretty(report.value) + "\n")
      }
      let isBroken = (reading.findings + comparison.findings).contains { $0.severity == .error }
      if isBroken || !comparison.isComplete { throw Exit.invalid }
    }
  }
}
