import ArgumentParser
import Terminal
import WorkflowModel

/// The root command. It stays synchronous: an asynchronous root costs 25 ms at the start of a static
/// executable.
@main
struct Tntc: ParsableCommand {
  /// As ArgumentParser has it, but for output that is lost: help, completions and messages count as well.
  static func main() {
    Console.begin()
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      Console.end(exitCode(for: error).rawValue, saying: fullMessage(for: error))
    }
    Console.end(ExitCode.success.rawValue)
  }

  static let configuration = CommandConfiguration(
    commandName: "tntc",
    abstract: "Renders workflow directories into a versioned tree of Kubernetes manifests.",
    discussion: """
      Rendering reads files and writes files, without cluster, network or clock. Nothing here applies manifests: \
      commit the tree, and let kubectl, Argo CD or Flux apply it.

      Exit codes: 0 fine, 1 the input is invalid or the tree is stale, 2 it could not be done, \
      64 wrong usage.
      """,
    version: ProgramVersion.text,
    subcommands: [
      InitCommand.self, ImportCommand.self, VendorCommand.self, ValidateCommand.self, TestCommand.self,
      DevCommand.self,
      RunCommand.self,
      VisualizeCommand.self, RenderCommand.self, ContextCommand.self, ConfigCommand.self,
      TemplatesCommand.self, BuildCommand.self,
      RollbackCommand.self, PromoteCommand.self, CanaryCommand.self, HotfixCommand.self, ResolveCommand.self,
      ListCommand.self,
      StatusCommand.self, VersionsCommand.self, ShowCommand.self, LogsCommand.self, DiffCommand.self,
      ProvenanceCommand.self, VerifyCommand.self, PruneCommand.self, RemoveCommand.self, SecretsCommand.self,
      GitopsCommand.self, SchemaCommand.self,
    ])
}
