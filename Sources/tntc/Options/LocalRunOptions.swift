import ArgumentParser

/// What a run on this machine takes in place of what a pod has mounted.
struct LocalRunOptions: ParsableArguments {
  @Option(help: ArgumentHelp("A YAML file that is merged into the workflow's `config:`.", valueName: "file"))
  var config: String?

  @Option(
    help: ArgumentHelp(
      "A YAML file that is merged into the workflow's `contract.dependencies`.", valueName: "file"))
  var dependencies: String?

  @Option(
    help: ArgumentHelp(
      "A folder or YAML file of secrets, over .secrets/ and .secrets.yaml.", valueName: "path"))
  var secrets: String?

  var arguments: [String] {
    let options = [("--config", config), ("--dependencies", dependencies), ("--secrets", secrets)]
    return options.flatMap { option, value in value.map { [option, $0] } ?? [] }
  }
}
