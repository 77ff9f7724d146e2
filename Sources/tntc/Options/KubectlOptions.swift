import ArgumentParser
import Bytes
import Diagnostics
import Files
import Processes
import Terminal

/// For commands that hand over to kubectl.
struct KubectlOptions: ParsableArguments {
  @Flag(help: "Use a cluster, through kubectl.")
  var cluster = false

  @OptionGroup var target: KubectlTarget

  @Flag(help: "With --cluster: print the call of kubectl, and do nothing else.")
  var print = false

  func validate() throws {
    if !cluster, target.isGiven || print {
      throw ValidationError("--context, -n and --print go with --cluster")
    }
  }

  /// Runs a command in a container by kubectl, or prints the call as a shell takes it; the parameters are those of
  /// `exec`.
  ///
  /// - Returns: the exit code of that command.
  /// - Throws: `Exit.failed` when kubectl did not come to run it: forbidden, no pod, no answer. It has said why.
  func command(
    _ rest: [String], namespace inTree: String?, context ofEnvironment: String?
  ) throws -> ExitCode {
    try target.refuseNamespace(beside: inTree)
    let arguments = ["exec"] + target.arguments(namespace: inTree, context: ofEnvironment) + rest
    if print {
      Console.output(Self.shown(arguments))
      return .success
    }
    let end: RelayedProgram.End
    do {
      end = try Interruption.postponed { try RelayedProgram("kubectl").run(arguments, until: $0) }
    } catch let failure as Program.Failure {
      throw FileError("run", "kubectl", .said(failure.message))
    }
    if end.code != 0, !end.lastError.hasSuffix("\(Self.endOfCommand) \(end.code)") { throw Exit.failed }
    return ExitCode(Int32(truncatingIfNeeded: end.code))
  }

  /// What kubectl says last when the command in the container failed, whose exit code it then has too: on a line of its
  /// own, unless that command left one without an end.
  private static let endOfCommand = "command terminated with exit code"

  private static func shown(_ arguments: [String]) -> String {
    (["kubectl"] + arguments).map(ShellWord.quoted).joined(separator: " ") + "\n"
  }

  /// Becomes kubectl, or prints the call as a shell takes it.
  ///
  /// - Parameters:
  ///   - inTree: the namespace that the tree names.
  ///   - ofEnvironment: the context that its environment names.
  ///   - rest: after the options that belong to kubectl.
  func exec(
    _ verb: String, namespace inTree: String?, context ofEnvironment: String?, _ rest: [String]
  ) throws {
    try target.refuseNamespace(beside: inTree)
    let arguments = [verb] + target.arguments(namespace: inTree, context: ofEnvironment) + rest
    if print {
      return Console.output(Self.shown(arguments))
    }
    throw FileError("run", "kubectl", .said(Replacement.exec("kubectl", arguments).message))
  }
}
