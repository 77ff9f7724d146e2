import Diagnostics
import Files
import Processes
import WorkflowModel

/// Has the engine load the nodes of workflows as a pod would, to find what is wrong with their code. It runs none.
struct NodeLoading {
  private(set) var findings: [Finding] = []

  /// - Parameters:
  ///   - directories: of workflows that are valid so far.
  ///   - hasTypes: whether Deno checks types as well; then it is an error when nothing is there to do it.
  init(_ directories: [String], hasTypes: Bool) {
    if directories.isEmpty { return }
    guard let program = EngineProgram.path else {
      findings = [Self.notLoaded(EngineProgram.missing, hasTypes)]
      return
    }
    for directory in directories {
      let report = Self.report(program, directory, hasTypes)
      if let obstacle = report.obstacle {
        findings.append(Self.notLoaded(obstacle, hasTypes))
        // It is the same for all of them.
        return
      }
      findings += report.findings
    }
  }

  private static func report(_ program: String, _ directory: String, _ hasTypes: Bool) -> LoadReport {
    let file = Path.join(directory, WorkflowSource.workflowFile)
    let arguments =
      ["check", "--json", "--log-level", "critical", "--workflow", file] + (hasTypes ? ["--types"] : [])
    do throws(Program.Failure) {
      return LoadReport(try Program(program).run(arguments))
        ?? LoadReport(
          [], obstacle: "\(program) says what this tntc does not read; install both of one version")
    } catch {
      return LoadReport([], obstacle: error.message)
    }
  }

  private static func notLoaded(_ reason: String, _ hasTypes: Bool) -> Finding {
    Finding(
      hasTypes ? .error : .notice, path: EngineContract.command,
      message: hasTypes
        ? "types were not checked: \(reason)"
        : "no node was loaded, so errors in their code are not found: \(reason); `--no-load` leaves it out",
      rule: .modules)
  }
}
