import ArgumentParser
import Diagnostics
import Engine
import Files
import Glibc
import Logging
import NIOCore
import Terminal
import WorkflowModel
import YAML

struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Runs the workflow once and prints the result.",
    discussion: "The log goes to standard error. Exit code 1 when the workflow failed.")

  @OptionGroup var options: WorkflowOptions
  @OptionGroup var expected: ExpectedFiles

  @Option(name: .long, help: "The input: JSON, @FILE, or - for standard input.")
  var input = "{}"

  func run() async throws {
    let engineOptions = expected.laid(over: options.engine)
    let logger = options.logger(to: STDERR_FILENO)
    try await reportingErrors {
      let input = try checkedInput()
      let (result, json) = try await Engine.with(engineOptions, logger: logger) { engine in
        try engine.checkDigest()
        logger.tell(engine.findings)
        return try await engine.run(input)
      }
      Console.data(Array(json.bytes.readableBytesView) + [UInt8(ascii: "\n")])
      if !result.isSuccess { throw Exit.failed }
    }
  }

  private func checkedInput() throws -> ValidJSON {
    let argument = try InputArgument(input, option: "--input")
    var findings: [Finding] = []
    let input = RunInput.read(argument.bytes, name: argument.name).content { findings = $0 }
    guard let input else { throw LoadFailure(findings: findings) }
    Console.error(findings.map(FindingText.text).joined())
    do {
      return try ValidJSON(ByteBuffer(bytes: input.bytes))
    } catch {
      throw LoadFailure(findings: [error.finding("not JSON: ", path: argument.name, in: input.bytes)])
    }
  }
}
