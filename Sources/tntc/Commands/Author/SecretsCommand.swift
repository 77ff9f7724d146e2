import ArgumentParser

struct SecretsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "secrets",
    abstract: "Compares what a workflow asks for with the secrets that are there.",
    subcommands: [SecretsCheckCommand.self])
}
