import ArgumentParser
import Diagnostics
import Terminal
import Tree
import YAML

struct ContextCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "context",
    abstract: "Prints the JSON that templates see for a workflow.",
    discussion: """
      The settings are those of a render with the same options. templates/README.md says what each member means.
      """)

  @Argument(help: "A workflow directory.")
  var path = "."

  @OptionGroup var tree: TreeOptions
  @OptionGroup var settings: SettingsFlags

  func run() throws {
    try reportingErrors {
      let jobs = try JobFinder(tree: tree.tree, FindingFormat.text.report).jobs(
        paths: [path], environment: tree.env)
      guard let job = jobs.first, jobs.count == 1, job.directories.count == 1 else {
        throw InvalidInput(
          path: path, "is more than one context: name one workflow directory, and one environment with --env")
      }
      var options = settings.renderOptions
      options.configured = job.scopes
      options.environment = job.environment
      var planner = Planner(tree: job.tree, options: options)
      let context = try planner.context(job.directories[0]).content(FindingFormat.text.report)
      Console.data(JSON.pretty(.mapping(context)) + "\n")
    }
  }
}
