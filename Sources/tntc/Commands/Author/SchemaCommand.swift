import ArgumentParser
import Terminal

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Prints the JSON Schema of workflow.yaml or of .tentacular/config.yaml.",
    discussion: """
      An editor completes and checks with it while you type. `tntc validate` checks more than a schema can, like files \
      that are missing and edges that form a cycle.

      --write updates the schemas in the nearest .tentacular, to which the first line of a workflow.yaml made by `tntc \
      init` points. A config.yaml beside them begins with `# yaml-language-server: $schema=config.schema.json`.
      """)

  @Argument(help: "The file: workflow.yaml, or .tentacular/config.yaml.")
  var file: SchemaFile?

  @Flag(help: "Write both schemas to .tentacular, as workflow.schema.json and config.schema.json.")
  var write = false

  func validate() throws {
    if write == (file != nil) {
      throw ValidationError("name a file, `workflow` or `config`, to print its schema, or give --write alone")
    }
  }

  func run() throws {
    try reportingErrors {
      if let file { Console.data(file.text) } else { try EditorSchemas(of: ".").writeAll() }
    }
  }
}
