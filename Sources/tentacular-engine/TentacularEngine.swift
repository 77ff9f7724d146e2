import ArgumentParser
import Terminal
import WorkflowModel

@main
struct TentacularEngine: AsyncParsableCommand {
  /// As ArgumentParser has it, except for output that is lost: help, completions and messages count as well.
  static func main() async {
    Console.begin()
    do {
      var command = try await asyncParseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch {
      Console.end(exitCode(for: error).rawValue, saying: fullMessage(for: error))
    }
    Console.end(ExitCode.success.rawValue)
  }

  static let configuration = CommandConfiguration(
    commandName: EngineContract.command,
    abstract: "Runs a workflow: HTTP, the graph of nodes, and Deno for their TypeScript.",
    discussion: """
      The workflow is a directory as `tntc validate` accepts it, on a cluster the mounted ConfigMap of a version. \
      Deno is found on PATH, or where TENTACULAR_DENO says.

      Exit codes: 0 fine, 1 the workflow failed or is invalid, 2 it could not be done, 64 wrong usage.
      """,
    version: ProgramVersion.text,
    subcommands: [
      ServeCommand.self, RunCommand.self, TriggerCommand.self, CheckCommand.self, DevCommand.self,
      TestCommand.self,
    ])
}
