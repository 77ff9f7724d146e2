import ArgumentParser
import Diagnostics
import Terminal
import Tree
import YAML

struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config",
    abstract: "Prints the effective settings of workflows, and where each comes from.",
    discussion: """
      Flags come first, then the environment, then the defaults of .tentacular/config.yaml, then \
      .tentacular/base-image.txt, and last what the lock recorded from earlier flags. Several environments are shown \
      side by side. A workflow in the folders of the configuration may be given by its name.
      """)

  @OptionGroup var workflows: WorkflowArguments
  @OptionGroup var tree: TreeOptions
  @OptionGroup var settings: SettingsFlags

  @Option(help: "How the settings are printed; github is text, with problems as annotations.")
  var format = OutputFormat.text

  func run() throws {
    try reportingErrors(as: format.problems) {
      let finder = try JobFinder(tree: tree.tree, format.problems.report)
      let paths = try finder.paths(workflows.paths, groups: [])
      let jobs = try finder.jobs(paths: paths, environment: tree.env)
      var tables: [SettingsTable] = []
      var places: [String] = []
      var names: Set<String> = []
      for job in jobs {
        var options = settings.renderOptions
        options.configured = job.scopes
        options.environment = job.environment
        var planner = Planner(tree: job.tree, options: options)
        for directory in job.directories {
          let (workflow, layers) = try planner.layers(directory).content(format.problems.report)
          names.insert(workflow)
          places.append(directory)
          tables.append(
            SettingsTable(workflow: workflow, environment: job.environment, tree: job.tree, layers: layers))
        }
      }
      format.problems.report(try finder.straySettings(known: names))
      format.print(Self.text(tables, places), or: .sequence(tables.map(\.value)))
    }
  }
}

extension ConfigCommand {
  /// - Parameter places: the directory of the workflow that each table is of.
  private static func text(_ tables: [SettingsTable], _ places: [String]) -> StyledText {
    var groups: [(place: String, tables: [SettingsTable])] = []
    for (table, place) in zip(tables, places) {
      if let known = groups.firstIndex(where: { $0.place == place }) {
        groups[known].tables.append(table)
      } else {
        groups.append((place, [table]))
      }
    }
    return groups.map { group in
      group.tables.count == 1 ? group.tables[0].text : EnvironmentTable(group.tables).text
    }.joined(separator: "\n")
  }
}
