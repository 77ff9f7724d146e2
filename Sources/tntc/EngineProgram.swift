import Files
import Glibc
import Processes
import Rendering
import WorkflowModel

/// The engine as commands for authors start it: a program of its own, found beside tntc, then on PATH.
enum EngineProgram {
  /// Becomes the engine.
  static func exec(_ arguments: [String]) throws {
    let beside = Path.resolved("/proc/self/exe").map { Path.join(Path.parent($0), EngineContract.command) }
    let program = beside.flatMap { Disk.exists($0) ? $0 : nil } ?? EngineContract.command
    let failure = Replacement.exec(program, arguments)
    let advice =
      failure.isMissing ? "; it is looked for beside tntc and on PATH: install both into one folder" : ""
    throw FileError("run", program, .said(failure.message + advice))
  }

  /// The workflow.yaml of a workflow directory.
  static func workflowFile(of directory: String) throws -> String {
    let file = Path.join(directory, WorkflowSource.workflowFile)
    guard Disk.exists(file) else {
      throw RenderFailure(
        path: directory, "has no \(WorkflowSource.workflowFile); expected a workflow directory")
    }
    return file
  }
}
