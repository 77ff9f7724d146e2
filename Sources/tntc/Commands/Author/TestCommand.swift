import ArgumentParser

struct TestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Runs the nodes of a workflow on their fixtures, without a network.",
    discussion: """
      Starts `tentacular-engine test`. A fixture is tests/fixtures/NODE.json or NODE.CASE.json: an object with \
      `input`, `config`, `secrets`, `fetch` (answers by URL, or "mock"), and `expected` or `expectedError`; \
      pipeline.json is for the whole graph. Nodes without one are listed. Exit code 1 when one fails, or when the code \
      asks for what the contract does not declare.
      """)

  @Argument(help: "A workflow directory, or DIR/NODE for one node.")
  var directory = "."

  @Flag(help: "Run the whole graph on its own fixtures, in place of the nodes on theirs.")
  var pipeline = false

  @Flag(help: "Write what came out as what is expected; look at the diff before you commit it.")
  var update = false

  @Flag(help: "Make errors of the notices where code and contract differ.")
  var strict = false

  @Option(help: "Show the nodes' log from this level on: debug, info, warning or error.")
  var logLevel: String?

  func run() throws {
    try reportingErrors {
      let flags =
        (pipeline ? ["--pipeline"] : []) + (update ? ["--update"] : []) + (strict ? ["--strict"] : [])
      let level = logLevel.map { ["--log-level", $0] } ?? []
      try EngineProgram.exec(["test"] + flags + level + ["--", directory])
    }
  }
}
