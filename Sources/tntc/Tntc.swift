import ArgumentParser
import Terminal
import WorkflowModel
import YAML

/// The root command. It stays synchronous: an asynchronous root costs 25 ms at the start of a static
/// executable.
@main
struct Tntc: ParsableCommand {
  /// As ArgumentParser has it, except for output that is lost: help, completions and messages count as well.
  static func main() {
    Console.begin()
    do {
      var command = try named(CommandLine.arguments.dropFirst()) ?? parseAsRoot()
      try command.run()
    } catch let code as ExitCode {
      Console.end(code.rawValue)
    } catch {
      Console.end(exitCode(for: error).rawValue, saying: fullMessage(for: error))
    }
    Console.end(ExitCode.success.rawValue)
  }

  /// The command of that name, parsed without the root and all the others, which takes half the time; nil where that
  /// fails, as for help, wrong usage and options of the root: these are about the whole tree of commands.
  private static func named(_ arguments: ArraySlice<String>) -> (any ParsableCommand)? {
    guard let name = arguments.first else { return nil }
    let type = configuration.subcommands.first {
      $0.configuration.commandName?.hasSameBytes(as: name) == true
    }
    guard let type, type.configuration.subcommands.isEmpty,
      let command = try? type.parseAsRoot(Array(arguments.dropFirst())), Swift.type(of: command) == type
    else { return nil }
    setColor(.auto)
    return command
  }

  @Option(
    help: """
      When text has colours; every command takes it. With auto, NO_COLOR turns them off, else CLICOLOR_FORCE turns them \
      on, else a terminal has them, unless TERM is dumb.
      """)
  var color = ColorChoice.auto

  /// The options of the root are looked at before any command runs, and reach none.
  func validate() { Self.setColor(color) }

  private static func setColor(_ choice: ColorChoice) { Console.color(choice) { ProcessEnvironment[$0] } }

  static let configuration = CommandConfiguration(
    commandName: "tntc",
    abstract: "Renders workflow directories into a versioned tree of Kubernetes manifests.",
    discussion: """
      Rendering reads files and writes files; it uses no cluster, no network and no clock. tntc applies no manifests: \
      commit the tree, and let kubectl, Argo CD or Flux apply it.

      Exit codes: 0 fine, 1 the input is invalid or the tree is stale, 2 it could not be done, \
      64 wrong usage.
      """,
    version: ProgramVersion.text,
    groupedSubcommands: [write, release, look, deliver])

  // Each in the order in which one comes to need its commands.

  private static let write = CommandGroup(
    name: "Write",
    subcommands: [
      InitCommand.self, ImportCommand.self, ValidateCommand.self, TestCommand.self, DevCommand.self,
      RunCommand.self, VisualizeCommand.self, VendorCommand.self, SecretsCommand.self, ConfigCommand.self,
      ContextCommand.self, TemplatesCommand.self, SchemaCommand.self,
    ])

  private static let release = CommandGroup(
    name: "Release",
    subcommands: [
      RenderCommand.self, PromoteCommand.self, CanaryCommand.self, RollbackCommand.self, HotfixCommand.self,
      ResolveCommand.self, PruneCommand.self, RemoveCommand.self,
    ])

  private static let look = CommandGroup(
    name: "Look",
    subcommands: [
      DiffCommand.self, ListCommand.self, StatusCommand.self, VersionsCommand.self, ShowCommand.self,
      LogsCommand.self, VerifyCommand.self, ProvenanceCommand.self,
    ])

  private static let deliver = CommandGroup(
    name: "Deliver", subcommands: [BuildCommand.self, GitopsCommand.self])
}

extension ColorChoice: ExpressibleByArgument {}
