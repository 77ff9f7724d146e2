import ArgumentParser
import Diagnostics
import Terminal

struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Checks workflows and prints all problems at once.",
    discussion: """
      Each problem is one line, `path:line:column: error: message`, with the source line and a caret. \
      Nothing is written. `--format github` prints annotations for GitHub Actions, `--format sarif` a log that code \
      scanners read.
      """)

  @OptionGroup var workflows: WorkflowArguments

  @Option(help: "How problems are printed: text, json, github or sarif.")
  var format: FindingFormat = .text

  @Flag(help: "Make errors of the notices where code and contract differ.")
  var strict = false

  func run() throws {
    try reportingErrors(as: format) {
      let check = try WorkflowCheck(workflows.paths, isStrict: strict)
      report(check.findings, count: check.count)
      if check.errors > 0 { throw Exit.invalid }
    }
  }

  private func report(_ findings: [Finding], count: Int) {
    format.report(findings)
    guard format == .text else { return }
    Console.output("\(Counted.text(count, "workflow")): \(FindingCounts(findings).withoutEmptyNotices)\n")
  }
}
