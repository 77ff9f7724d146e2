import ArgumentParser
import Diagnostics
import Engine
import Files
import Glibc
import Logging
import Terminal
import WorkflowModel

struct TestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Runs nodes on the fixtures in tests/fixtures, without a network.",
    discussion: """
      A fixture is \(FixtureText.folder)/NODE.json or NODE.CASE.json: an object with `input`, `config` (merged into \
      that of the workflow), `secrets` (service, key, value), `fetch` (answers by URL or "METHOD URL": `status`, \
      `headers`, `body`, or `error`; `expect` with `headers` and `body` checks the request; a list answers one \
      request after the other; "mock" in its place answers every request with 200 and {"mock": true, …}), and \
      `expected`, the output, or `expectedError`, a part of the error; without both the node only has to run. \
      pipeline.json and pipeline.CASE.json are for the whole graph: `expected` has outputs by node.

      Exit code 1 when a fixture failed, or when the code uses something that the contract does not declare.
      """)

  @Argument(help: "A workflow directory, or DIR/NODE for one node.")
  var directory: String

  @Flag(help: "Run the whole graph on its fixtures, instead of single nodes.")
  var pipeline = false

  @Flag(
    help: """
      Write the actual output to the fixtures as the expected one; look at the diff before you commit it.
      """)
  var update = false

  @Flag(help: "Report differences between code and contract as errors, not as notices.")
  var strict = false

  @Option(help: "How problems are printed: text, or github for annotations of GitHub Actions.")
  var format = ProblemFormat.text

  @Option(
    help: "Show the log of the nodes from this level on: debug, info, warning, error or critical.",
    transform: EngineLog.level)
  var logLevel = Logger.Level.critical

  func run() async throws {
    let log = EngineLog(format: .text, level: logLevel) { Console.log($0, to: STDERR_FILENO) }
    let logger = Logger(label: EngineContract.command) { _ in log }
    try await reportingErrors(as: format) {
      let (folder, selection) = try target()
      let suite = try FixtureSuite(
        EngineOptions(workflowFile: Path.join(folder, WorkflowSource.workflowFile)), selection,
        isStrict: strict, logger: logger)
      format.report(suite.findings)
      let tally = FixtureTally(isUpdating: update, format)
      try await suite.run { tally.add($0) }
      let errors = suite.findings.count { $0.severity == .error }
      Console.output(tally.summary(untested: suite.untested, errors: errors))
      if let failure = tally.writeFailure { throw failure }
      if tally.hasFailures || errors > 0 { throw Exit.failed }
    }
  }

  /// DIR, or DIR/NODE where DIR/NODE is not a folder.
  private func target() throws -> (folder: String, FixtureSuite.Selection) {
    if Disk.exists(Path.join(directory, WorkflowSource.workflowFile)) {
      return (directory, pipeline ? .pipeline : .allNodes)
    }
    let parent = Path.parent(directory)
    guard Disk.exists(Path.join(parent, WorkflowSource.workflowFile)) else {
      throw LoadFailure(
        path: directory, message: "there is no \(WorkflowSource.workflowFile) here; expected DIR or DIR/NODE")
    }
    guard !pipeline else {
      throw LoadFailure(path: directory, message: "--pipeline runs all nodes; name the directory alone")
    }
    return (parent, .node(Path.lastComponent(directory)))
  }
}
