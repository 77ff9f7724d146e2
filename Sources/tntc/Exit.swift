import ArgumentParser
import Diagnostics
import Files
import Rendering
import Terminal

/// The exit codes of every command, beside ArgumentParser's 64 for wrong usage.
enum Exit {
  /// The input is invalid or the tree is stale.
  static let invalid = ExitCode(1)
  /// It could not be done: a file could not be read or written.
  static let failed = ExitCode(2)
}

/// Runs the body of a command and turns what it throws into a message and an exit code.
func reportingErrors(_ body: () throws -> Void) throws {
  do {
    try body()
  } catch let failure as RenderFailure {
    Console.error(failure.findings.map(FindingText.text).joined())
    throw Exit.invalid
  } catch let failure as FileError {
    Console.error(FindingText.text(failure))
    throw failure.isInvalidInput ? Exit.invalid : Exit.failed
  }
}
