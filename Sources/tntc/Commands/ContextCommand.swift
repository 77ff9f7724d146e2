import ArgumentParser
import ReleaseTree
import YAML

struct ContextCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "context",
    abstract: "Prints the JSON that templates see for a workflow.",
    discussion: """
      The settings are those that a render with the same options would use. \
      What each member means is told in templates/README.md.
      """)

  @Argument(help: "A workflow directory.")
  var path = "."

  @OptionGroup var tree: TreeOptions
  @OptionGroup var settings: SettingsFlags

  func run() throws {
    try reportingErrors {
      let options = settings.renderOptions
      var planner = Planner(tree: tree.tree, options: options)
      let context = JSON.pretty(.mapping(try planner.context(path)))
      Console.output(context + "\n")
    }
  }
}
