import ArgumentParser

struct SecretsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "secrets",
    abstract: "Compares the secrets that a workflow needs with those that are there.",
    subcommands: [SecretsCheckCommand.self])
}
