import ArgumentParser
import WorkflowModel

struct DevCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dev",
    abstract: "Serves a workflow on this machine while it is edited.",
    discussion: """
      Starts `tentacular-engine dev`: an edit of workflow.yaml, of a node or of a module that it imports is in use \
      within a second; one that cannot be loaded is shown with its place, and the version before goes on.
      """)

  @Argument(help: "A workflow directory.")
  var directory = "."

  @Option(help: "The port of localhost to listen on (default: \(EngineContract.port)).")
  var port: Int?

  @OptionGroup var local: LocalRunOptions

  func run() throws {
    try reportingErrors {
      var arguments = ["dev", "--workflow", try EngineProgram.workflowFile(of: directory)]
      if let port { arguments += ["--port", "\(port)"] }
      try EngineProgram.exec(arguments + local.arguments)
    }
  }
}
