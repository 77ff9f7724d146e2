import ArgumentParser
import Diagnostics
import Files
import Terminal
import WorkflowModel

struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Makes a new workflow directory.",
    discussion: "It validates and renders as it is: `tntc render NAME`.")

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
      let files = try Scaffold.files(name: Path.lastComponent(name))
      try Disk.writeNewFolder(Path.withoutSlashes(name), files.map { ($0.path, $0.bytes) })
      Console.output(files.map { "+ \(Path.join(name, $0.path))\n" }.joined())
      let path = ShellWord.path(name)
      Console.output("next: tntc test \(path), then tntc render \(path)\n")
    }
  }
}
