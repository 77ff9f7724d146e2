import Diagnostics
import Files
import Processes
import WorkflowModel

/// The engine as commands for authors start it: a program of its own, found beside tntc, then on PATH.
enum EngineProgram {
  static let missing = "it is neither beside tntc nor on PATH; install both in one folder"

  /// Nil when there is none.
  static var path: String? {
    Installation(path: ProcessEnvironment["PATH"]).path(of: EngineContract.command)
  }

  /// Becomes the engine.
  static func exec(_ arguments: [String]) throws {
    guard let program = path else { throw FileError("run", EngineContract.command, .said(missing)) }
    throw FileError("run", program, .said(Replacement.exec(program, arguments).message))
  }

  /// The workflow.yaml of a workflow directory.
  static func workflowFile(of directory: String) throws -> String {
    let file = Path.join(directory, WorkflowSource.workflowFile)
    guard Disk.exists(file) else {
      throw InvalidInput(
        path: directory, "has no \(WorkflowSource.workflowFile); expected a workflow directory")
    }
    return file
  }
}
