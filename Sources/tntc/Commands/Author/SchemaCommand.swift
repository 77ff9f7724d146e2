import ArgumentParser
import Settings
import Terminal
import WorkflowModel
import YAML

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Prints the JSON Schema of workflow.yaml or of .tentacular/config.yaml.",
    discussion: """
      For editors: they complete and check while you type. `tntc validate` checks more than a schema can say, \
      like files that are not there and edges that form a cycle.
      """)

  @Argument(help: "workflow, or config for .tentacular/config.yaml.")
  var file: SchemaFile

  func run() {
    Console.data(JSON.pretty(file.schema) + "\n")
  }
}

/// The files that have a schema.
enum SchemaFile: String, ExpressibleByArgument, CaseIterable {
  case workflow
  case config

  var schema: Value {
    switch self {
    case .workflow: WorkflowSchema.value
    case .config: ConfigurationSchema.value
    }
  }
}
