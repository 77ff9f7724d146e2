import Files
import Glibc
internal import Subprocess

/// Another program on PATH that has the terminal, except for its standard error, which is passed on as it comes and
/// looked at: programs that start others tell there whose exit code theirs is.
package struct RelayedProgram: Sendable {
  package struct End: Sendable {
    /// As a shell has it: 128 and its number for a signal.
    package let code: Int
    /// The last line that it wrote on its standard error; empty for none.
    package let lastError: String
  }

  /// What it gets to end by itself, once it is asked to.
  private static let grace = Duration.seconds(10)
  /// No line that matters is longer.
  private static let mostKept = 4096

  package let name: String

  package init(_ name: String) { self.name = name }

  /// Runs it to its end, or until there is an interruption, which it is told of.
  package func run(_ arguments: [String], until interruption: Interruption) throws(Program.Failure) -> End {
    let answer = Latch<End>()
    let task = Task { answer.give(await outcome(arguments)) }
    interruption.observe { task.cancel() }
    return try answer.wait()
  }

  private func outcome(_ arguments: [String]) async -> Result<End, Program.Failure> {
    var options = PlatformOptions()
    options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: Self.grace)]
    let call = ([name] + arguments.prefix(1)).joined(separator: " ")
    do {
      let ended = try await Subprocess.run(
        .name(name), arguments: Arguments(arguments), platformOptions: options,
        input: .currentStandardInput, output: .currentStandardOutput, error: .sequence
      ) { execution in
        var kept: [UInt8] = []
        for try await chunk in execution.standardError {
          let bytes = unsafe chunk.withUnsafeBytes { unsafe Array($0) }
          // The exit code counts even when the terminal is gone.
          _ = Disk.write(all: bytes, to: STDERR_FILENO)
          kept = Array((kept + bytes).suffix(Self.mostKept))
        }
        return kept
      }
      let lines = ended.closureResult.split(separator: UInt8(ascii: "\n"))
      let last = lines.last.map { String(decoding: $0, as: UTF8.self) } ?? ""
      return switch ended.terminationStatus {
      case .exited(let code): .success(End(code: Int(code), lastError: last))
      case .signaled(let signal): .success(End(code: 128 + Int(signal), lastError: last))
      }
    } catch let error as SubprocessError {
      return .failure(Program.failure(call, error, program: name))
    } catch {
      return .failure(Program.Failure(.notStarted, "`\(call)` could not be run: \(error)"))
    }
  }
}
