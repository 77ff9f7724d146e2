import ArgumentParser
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
      let file = Path.join(directory, WorkflowSource.workflowFile)
      do throws(Program.Failure) {
        let report = try Self.report(program, file, hasTypes)
        findings += report.findings
        guard let obstacle = report.obstacle else { continue }
        findings.append(Self.notLoaded(obstacle, hasTypes))
      } catch {
        findings.append(Self.notLoaded(error.message, hasTypes, of: Self.isOfOne(error) ? file : nil))
        if Self.isOfOne(error) { continue }
      }
      // It is the same for all of them.
      return
    }
  }

  private static func report(
    _ program: String, _ file: String, _ hasTypes: Bool
  ) throws(Program.Failure) -> LoadReport {
    let arguments =
      ["check", "--json", "--log-level", "critical", "--workflow", file] + (hasTypes ? ["--types"] : [])
    return LoadReport(try Program(program).run(arguments))
      ?? LoadReport(
        [], obstacle: "this tntc cannot read the output of \(program); install the same version of both")
  }

  /// Whether an engine that ended without a report failed at one workflow, so that others can be loaded; one that does
  /// not know what it is asked for loads none.
  private static func isOfOne(_ failure: Program.Failure) -> Bool {
    switch failure.cause {
    case .signaled, .outputTooLong, .outOfTime: true
    case .exited(let code): code != Int(ExitCode.validationFailure.rawValue)
    case .missing, .notStarted: false
    }
  }

  /// - Parameter file: of the workflow whose nodes were not loaded; nil for all.
  private static func notLoaded(_ reason: String, _ hasTypes: Bool, of file: String? = nil) -> Finding {
    let what = file == nil ? "no node was loaded" : "its nodes were not loaded"
    return Finding(
      hasTypes ? .error : file == nil ? .notice : .warning, path: file ?? EngineContract.command,
      message: hasTypes
        ? "types were not checked: \(reason)"
        : "\(what), so errors in their code were not checked: \(reason); `--no-load` turns this off",
      rule: .modules)
  }
}
