import ArgumentParser
import Engine
import Files
import Terminal

/// The exit codes of every command, beside ArgumentParser's 64 for wrong usage.
enum Exit {
  /// The workflow failed, or is invalid.
  static let failed = ExitCode(1)
  /// It could not be done.
  static let impossible = ExitCode(2)

  /// Ended by a signal, as shells count it.
  static func interrupted(by signal: Int32) -> ExitCode { ExitCode(128 + signal) }
}

/// Runs the body of a command and turns what it throws into a message and an exit code.
///
/// - Parameter format: how problems are printed.
func reportingErrors(
  as format: ProblemFormat = .text, _ body: () async throws -> Void
) async throws {
  // The log is written by a thread of its own; what is said here comes after it.
  defer { EngineLog.flush() }
  do {
    try await body()
  } catch let failure as LoadFailure {
    EngineLog.flush()
    format.report(failure.findings)
    throw Exit.failed
  } catch let failure as FileError {
    format.report(failure)
    throw failure.isInvalidInput ? Exit.failed : Exit.impossible
  } catch let interruption as Interrupted {
    throw Exit.interrupted(by: interruption.signal)
  } catch let code as ExitCode {
    throw code
  } catch {
    Console.error("error: \(error)\n")
    throw Exit.impossible
  }
}
