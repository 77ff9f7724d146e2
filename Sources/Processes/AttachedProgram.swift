internal import Subprocess

/// Another program on PATH that has the terminal: it reads what a person types and prints as it goes.
package struct AttachedProgram: Sendable {
  /// What it gets to end by itself, once it is asked to.
  private static let grace = Duration.seconds(10)

  package let name: String

  package init(_ name: String) { self.name = name }

  /// Runs it to its end, or until there is an interruption, which it is told of.
  package func run(_ arguments: [String], until interruption: Interruption) throws(Program.Failure) {
    let answer = Latch<Void>()
    let task = Task { answer.give(await outcome(arguments)) }
    interruption.observe { task.cancel() }
    try answer.wait()
  }

  private func outcome(_ arguments: [String]) async -> Result<Void, Program.Failure> {
    var options = PlatformOptions()
    options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: Self.grace)]
    let call = ([name] + arguments.prefix(1)).joined(separator: " ")
    do {
      let ended = try await Subprocess.run(
        .name(name), arguments: Arguments(arguments), platformOptions: options,
        input: .currentStandardInput, output: .currentStandardOutput, error: .currentStandardError)
      return switch ended.terminationStatus {
      case .exited(0): .success(())
      // What it said is on the terminal.
      case .exited(let code):
        .failure(Program.Failure(.exited(Int(code)), "`\(call)` failed with exit code \(code)"))
      case .signaled: .failure(Program.failure(call, ended.terminationStatus))
      }
    } catch let error as SubprocessError {
      return .failure(Program.failure(call, error, program: name))
    } catch {
      return .failure(Program.Failure(.notStarted, "`\(call)` could not be run: \(error)"))
    }
  }
}
