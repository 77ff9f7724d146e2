import ArgumentParser

struct TemplatesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "templates",
    abstract: "Prints the built-in templates, and compares your own with them.",
    subcommands: [TemplatesPrintCommand.self, TemplatesDiffCommand.self])
}
