import ArgumentParser
import Diagnostics
import Terminal
import Tree
import YAML

struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config",
    abstract: "Prints the effective settings of a workflow, and where each comes from.",
    discussion: """
      Flags win over the environment, that over the defaults of .tentacular/config.yaml, those over \
      .tentacular/base-image.txt and over what the lock recorded from earlier flags.
      """)

  @OptionGroup var workflows: WorkflowArguments
  @OptionGroup var tree: TreeOptions
  @OptionGroup var settings: SettingsFlags

  @Option(help: "How the settings are printed: text or json.")
  var format: SettingsFormat = .text

  func run() throws {
    try reportingErrors {
      let finder = try JobFinder(tree: tree.tree, FindingFormat.text.report)
      let jobs = try finder.jobs(paths: workflows.paths, environment: tree.env)
      var tables: [SettingsTable] = []
      var names: Set<String> = []
      for job in jobs {
        var options = settings.renderOptions
        options.configured = job.scopes
        options.environment = job.environment
        var planner = Planner(tree: job.tree, options: options)
        for directory in job.directories {
          let (workflow, layers) = try planner.layers(directory).content(FindingFormat.text.report)
          names.insert(workflow)
          tables.append(
            SettingsTable(workflow: workflow, environment: job.environment, tree: job.tree, layers: layers))
        }
      }
      FindingFormat.text.report(try finder.straySettings(known: names))
      switch format {
      case .text: Console.output(tables.map(\.text).joined(separator: "\n"))
      case .json: Console.data(JSON.pretty(.sequence(tables.map(\.value))) + "\n")
      }
    }
  }
}

/// How settings are printed.
enum SettingsFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case json
}
