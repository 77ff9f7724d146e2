import ArgumentParser
import Diagnostics
import Files
import Settings
import Terminal
import Tree
import WorkflowModel
import WorkflowSecrets
import YAML

struct SecretsCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Names the secrets that are missing and those that nothing uses; never a value.",
    discussion: """
      A workflow needs the secrets that `auth.secret` of its dependencies names (`service.key`, or `service`), in \
      workflow.yaml and in the settings of all environments or of --env, and those that the code reads as \
      `ctx.secrets.service.key`. `ctx.fetch("service", …)` uses `token` or `api_key` when one of them is there. \
      Secrets come from `.secrets/`, `.secrets.yaml` and --secrets, and are read as the engine reads them. The exit \
      code is 1 when one is missing.
      """)

  @Argument(help: "A workflow directory.")
  var path = "."

  @Option(
    help: ArgumentHelp(
      "A folder or YAML file with secrets, over .secrets/ and .secrets.yaml.", valueName: "path"))
  var secrets: String?

  @Option(help: ArgumentHelp("The environment whose settings count (default: all).", valueName: "name"))
  var env: String?

  @Option(help: "How the secrets are printed; github is text, with problems as annotations.")
  var format = OutputFormat.text

  func run() throws {
    try reportingErrors(as: format.problems) {
      let finder = try JobFinder(tree: nil, format.problems.report)
      let directories = try finder.directories([path]).flatMap(\.directories)
      guard let directory = directories.first, directories.count == 1 else {
        throw InvalidInput(
          path: path, "holds \(Counted.text(directories.count, "workflow")); name the directory of one")
      }
      let input = try WorkflowInput.read(directory)
      let reading = SecretSources(directory: directory, mounted: nil, extra: secrets).read()
      let comparison = SecretComparison(
        input.source, place: { Path.join(directory, $0) },
        fillings: try finder.environments(env).map { filling(of: input, finder.configuration, $0) },
        reading: reading)
      let report = SecretReport(workflow: input.workflow.name, comparison)
      format.problems.report(input.warnings + reading.findings + comparison.findings)
      format.print(report.text, or: report.value)
      let isBroken = (reading.findings + comparison.findings).contains { $0.severity == .error }
      if isBroken || !comparison.isComplete { throw Exit.invalid }
    }
  }

  /// What the settings of an environment make of the secrets that the contract names.
  private func filling(
    of input: WorkflowInput, _ configuration: Configuration, _ environment: Configuration.Environment?
  ) -> SecretFilling {
    let layers = configuration.layers(
      for: input.workflow.name, from: Path.resolved(Path.parent(input.path)), environment)
    let contract = input.workflow.contract
    let filled = contract?.filled(with: layers.merged.mapping(.dependencies))
    let pairs = zip(contract?.dependencies ?? [], filled?.dependencies ?? [])
    let changes = pairs.filter { $0.secret != $1.secret }.map { own, filled in
      let entry = [SettingField.dependencies.key, own.name]
      let places = [["auth", "secret"], ["secret"]].flatMap { keys in
        layers.reversed().compactMap { $0.places?.place(of: entry + keys) }
      }
      let place = places.first ?? (input.path, own.position)
      return SecretFilling.Change(own.name, filled.secret, path: place.path, position: place.position)
    }
    return SecretFilling(environment: environment?.name ?? "", changes)
  }
}
