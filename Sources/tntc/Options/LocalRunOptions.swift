import ArgumentParser

/// What a run on this machine takes in place of what a pod has mounted.
struct LocalRunOptions: ParsableArguments {
  @Option(help: ArgumentHelp("A YAML file laid over the workflow's `config:`.", valueName: "file"))
  var config: String?

  @Option(
    help: ArgumentHelp(
      "A folder or YAML file of secrets, over .secrets/ and .secrets.yaml.", valueName: "path"))
  var secrets: String?

  var arguments: [String] {
    (config.map { ["--config", $0] } ?? []) + (secrets.map { ["--secrets", $0] } ?? [])
  }
}
