import ArgumentParser

struct TestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Runs the nodes of a workflow on their fixtures, without a network.",
    discussion: """
      Starts `tentacular-engine test`. A fixture is tests/fixtures/NODE.json or NODE.CASE.json: an object with \
      `input`, `config`, `secrets`, `fetch` (answers by URL, or "mock"), and `expected` or `expectedError`. The \
      fixture of the whole graph is pipeline.json. Nodes without a fixture are listed. The exit code is 1 when a \
      node fails, or when the code uses something that the contract does not declare.
      """)

  @Argument(help: "A workflow directory, or DIR/NODE for one node.")
  var directory = "."

  @Flag(help: "Run the whole graph on its fixtures, instead of single nodes.")
  var pipeline = false

  @Flag(
    help:
      "Write the actual output to the fixtures as the expected one; look at the diff before you commit it.")
  var update = false

  @Flag(help: "Report differences between code and contract as errors, not as notices.")
  var strict = false

  @Option(help: "Show the log of the nodes from this level on: debug, info, warning or error.")
  var logLevel: String?

  @OptionGroup var problems: ProblemOptions

  func run() throws {
    try reportingErrors(as: problems.problems) {
      let flags =
        (pipeline ? ["--pipeline"] : []) + (update ? ["--update"] : []) + (strict ? ["--strict"] : [])
      let level = logLevel.map { ["--log-level", $0] } ?? []
      let format = problems.format == .text ? [] : ["--format", problems.format.rawValue]
      try EngineProgram.exec(["test"] + flags + level + format + ["--", directory])
    }
  }
}
