import ArgumentParser
import WorkflowModel

@main
struct TentacularEngine: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: EngineContract.command,
    abstract: "Runs a workflow: HTTP, the graph of nodes, and Deno for their TypeScript.",
    discussion: """
      The workflow is a directory as `tntc validate` accepts it, on a cluster the mounted ConfigMap of a version. \
      Deno is found on PATH, or where TENTACULAR_DENO says.

      Exit codes: 0 fine, 1 the workflow failed or is invalid, 2 it could not be done, 64 wrong usage.
      """,
    version: ReleaseVersion.text,
    subcommands: [
      ServeCommand.self, RunCommand.self, TriggerCommand.self, CheckCommand.self, DevCommand.self,
      TestCommand.self,
    ])
}
