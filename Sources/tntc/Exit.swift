import ArgumentParser
import Diagnostics
import Files
import Releases
import Reports

/// The exit codes of every command, beside ArgumentParser's 64 for wrong usage.
enum Exit {
  /// The input is invalid or the tree is stale.
  static let invalid = ExitCode(1)
  /// It could not be done: a file could not be read or written.
  static let failed = ExitCode(2)
  /// A cluster is as the tree says, and somebody has to look at it nevertheless.
  static let attention = ExitCode(3)
  /// A comparison has a risk that nobody accepts.
  static let blocked = ExitCode(3)
}

/// Runs the body of a command and turns what it throws into a report and an exit code.
func reportingErrors(as format: FindingFormat = .text, _ body: () throws -> Void) throws {
  try reportingErrors(by: format.report, body)
}

/// - Parameter report: prints problems.
func reportingErrors(by report: ([Finding]) -> Void, _ body: () throws -> Void) throws {
  do {
    try body()
  } catch let failure as InvalidInput {
    report(failure.findings)
    throw Exit.invalid
  } catch let problem as ReleaseProblem {
    report([ProblemText.finding(problem)])
    throw Exit.invalid
  } catch let failure as FileError {
    report([Finding(failure)])
    throw failure.isInvalidInput ? Exit.invalid : Exit.failed
  }
}

/// The same for a command that compares: 1 means that there are differences, so what is invalid is trouble.
func reportingTrouble(_ body: () throws -> Void) throws {
  do {
    try reportingErrors(body)
  } catch let code as ExitCode where code == Exit.invalid {
    throw Exit.failed
  }
}

extension Finding {
  init(_ failure: FileError) { self.init(path: failure.path, message: failure.message) }
}
