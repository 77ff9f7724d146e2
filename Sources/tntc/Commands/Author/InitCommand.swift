import ArgumentParser
import Diagnostics
import Files
import Terminal
import WorkflowModel

struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Makes a new workflow directory.",
    discussion: """
      The new workflow validates and renders as it is. Its workflow.yaml names a schema, with which an editor completes \
      and checks it. The schemas are in the nearest .tentacular above the directory; where there is none, it is made at \
      the root of the git repository. Outside of a repository it is made in the current folder, or beside the workflow \
      when that is elsewhere.
      """)

  @Argument(help: "The folder to make; its last component is the workflow's name.")
  var name: String

  func validate() throws {
    if let problem = NameRules.problem(withWorkflow: Path.lastComponent(name)) {
      throw ValidationError(problem)
    }
  }

  func run() throws {
    try reportingErrors {
      if try Disk.kind(of: name) != nil {
        throw InvalidInput(path: name, "exists already; `init` makes a new folder")
      }
      let folder = Path.withoutSlashes(name)
      let schemas = EditorSchemas(of: Path.parent(folder))
      let files = try Scaffold.files(
        name: Path.lastComponent(name), schemaLine: schemas.line(forWorkflowIn: folder))
      try Disk.writeNewFolder(folder, files.map { ($0.path, $0.bytes) })
      Console.output(files.map { "+ \(Path.join(name, $0.path))\n" }.joined())
      try schemas.writeMissing()
      let path = ShellWord.path(name)
      Console.output("next: tntc test \(path), then tntc render \(path)\n")
    }
  }
}
