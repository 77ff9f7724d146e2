import ArgumentParser
import WorkflowModel

struct DevCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dev",
    abstract: "Serves a workflow on this machine, and reloads it while you edit.",
    discussion: """
      Starts `tentacular-engine dev`. An edit of workflow.yaml, of a node or of a module that it imports takes \
      effect within a second. When the new code cannot be loaded, the error is shown with its place, and the code \
      before it keeps running.
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
