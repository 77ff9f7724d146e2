import ArgumentParser
import Diagnostics
import Terminal

struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Checks workflows and prints all problems at once.",
    discussion: """
      Each problem is one line, `path:line:column: error: message`, with the source line and a caret. \
      A file of secrets that git tracks is one. `tentacular-engine` loads the nodes, when it and Deno are there, which \
      runs the top level of their modules and no node; what was not loaded is told. Nothing is written. `--format \
      github` prints annotations for GitHub Actions, `--format sarif` a log that code scanners read.
      """)

  @OptionGroup var workflows: WorkflowArguments

  @Option(help: "How problems are printed: text, json, github or sarif.")
  var format: FindingFormat = .text

  @Flag(help: "Make errors of the notices where code and contract differ.")
  var strict = false

  @Flag(help: "Do not have the engine load the nodes; \(ProcessEnvironment.noLoad)=1 says it for every call.")
  var noLoad = false

  @Flag(
    help:
      "Only workflows that the next commit changes, as git's index says; all, when it changes what they share."
  )
  var changed = false

  @Flag(help: "Have Deno check the types of the nodes, too.")
  var types = false

  func validate() throws {
    if changed, !workflows.paths.isEmpty { throw ValidationError("paths and --changed exclude each other") }
    if noLoad, types { throw ValidationError("--types needs the engine, and --no-load leaves it out") }
  }

  func run() throws {
    try reportingErrors(as: format) {
      let staged = try changed ? StagedWorkflows.directories(JobFinder(tree: nil) { _ in }) : nil
      if staged?.isEmpty == true { return report([], count: 0) }
      let check = try WorkflowCheck(staged ?? workflows.paths, isStrict: strict)
      let isLoading = types || !noLoad && ProcessEnvironment[ProcessEnvironment.noLoad] == nil
      let loading = NodeLoading(isLoading ? check.valid : [], hasTypes: types)
      let findings = check.findings + loading.findings
      report(findings, count: check.count)
      if findings.contains(where: { $0.severity == .error }) { throw Exit.invalid }
    }
  }

  private func report(_ findings: [Finding], count: Int) {
    format.report(findings)
    guard format == .text else { return }
    Console.output("\(Counted.text(count, "workflow")): \(FindingCounts(findings).withoutEmptyNotices)\n")
  }
}
