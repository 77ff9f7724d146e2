import ArgumentParser
import Diagnostics
import Engine
import Glibc
import Logging
import Terminal
import WorkflowModel

/// Which workflow, and what it gets; the options that every command with a workflow has.
struct WorkflowOptions: ParsableArguments {
  @Option(name: .long, help: "The workflow.yaml, in its workflow directory.")
  var workflow = "\(EngineContract.codeFolder)/\(WorkflowSource.workflowFile)"

  @Option(name: .long, help: "A YAML file that is merged into the workflow's `config:` (a JSON merge patch).")
  var config: String?

  @Option(
    name: .long,
    help: """
      A YAML file that is merged into the workflow's `contract.dependencies` (a JSON merge patch for each).
      """)
  var dependencies: String?

  @Option(
    name: .long,
    help: """
      A folder of secrets (a file per service) or a YAML file, over those of .secrets/, .secrets.yaml and \
      \(EngineContract.secretsFolder).
      """)
  var secrets: String?

  @Option(
    name: .long,
    help: "MiB of memory that a node's process may have (default: from the container's limit).")
  var nodeMemory: Int?

  @Option(name: .long, help: "text or json.")
  var logFormat = EngineLog.Format.text

  @Option(
    name: .long, help: "The lowest level that is logged: debug, info, warning, error or critical.",
    transform: EngineLog.level)
  var logLevel = Logger.Level.info

  func validate() throws {
    if let nodeMemory, !(16...1 << 20).contains(nodeMemory) {
      throw ValidationError("--node-memory is in MiB, from 16 to \(1 << 20)")
    }
  }

  var engine: EngineOptions {
    var options = EngineOptions(workflowFile: workflow)
    options.configFile = config
    options.dependenciesFile = dependencies
    options.secrets = secrets
    options.nodeMemory = nodeMemory.map { $0 << 20 }
    return options
  }

  /// - Parameter descriptor: where the log goes; the result of a run needs standard output for itself.
  func logger(to descriptor: Int32 = STDOUT_FILENO) -> Logger {
    let log = EngineLog(format: logFormat, level: logLevel) { Console.log($0, to: descriptor) }
    return Logger(label: EngineContract.command) { _ in log }
  }
}

/// Which files are expected; of those that are edited, `dev` expects none.
struct ExpectedFiles: ParsableArguments {
  @Option(name: .long, help: "Run only files with this digest (sha256:…).")
  var expectDigest: String?

  @Option(name: .long, help: "Run only with --config and --dependencies of this digest (sha256:…).")
  var expectConfigDigest: String?

  func laid(over options: EngineOptions) -> EngineOptions {
    var options = options
    options.expectedDigest = expectDigest
    options.expectedConfigDigest = expectConfigDigest
    return options
  }
}

extension EngineLog {
  /// A level of the command line.
  static func level(_ text: String) throws -> Logger.Level {
    guard let level = Logger.Level(rawValue: text) else {
      throw ValidationError("there is no level `\(text)`; expected debug, info, warning, error or critical")
    }
    return level
  }
}

extension EngineLog.Format: ExpressibleByArgument {}
extension EngineOptions.Disconnect: ExpressibleByArgument {}
