import ArgumentParser

struct TemplatesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "templates",
    abstract: "Prints the built-in templates, and what templates of your own change.",
    subcommands: [TemplatesPrintCommand.self, TemplatesDiffCommand.self])
}
