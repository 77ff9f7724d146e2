import ArgumentParser
import Terminal

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Prints the JSON Schema of a file that people write.",
    discussion: """
      Of workflow.yaml, .tentacular/config.yaml or .tentacular/accepted.yaml, for editors: they complete and check \
      while you type. `tntc validate` checks more than a schema can, like files that are missing and edges that form a \
      cycle, and `tntc verify` the accepted risks.

      --write updates the schemas in the nearest .tentacular, to which the first line of a workflow.yaml made by `tntc \
      init` points. A config.yaml beside them begins with `# yaml-language-server: $schema=config.schema.json`.
      """)

  @Argument(help: "The file: workflow.yaml, or config.yaml or accepted.yaml of .tentacular.")
  var file: SchemaFile?

  @Flag(help: "Write all schemas to .tentacular, like workflow.schema.json.")
  var write = false

  func validate() throws {
    if write == (file != nil) {
      throw ValidationError(
        "name `workflow`, `config` or `accepted` to print its schema, or give --write alone")
    }
  }

  func run() throws {
    try reportingErrors {
      if let file { Console.data(file.text) } else { try EditorSchemas(of: ".").writeAll() }
    }
  }
}
