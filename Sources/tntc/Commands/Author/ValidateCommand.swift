import ArgumentParser
import Diagnostics
import Terminal

struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Checks workflows and prints all problems at once.",
    discussion: """
      Each problem is printed as `path:line:column: error: message`, with the line of the file and a caret. A file \
      of secrets that git tracks is an error.

      When `tentacular-engine` and Deno are installed, the engine loads the nodes: this runs the top level of their \
      modules, but no node. A line says what was not loaded. Nothing is written. `--format github` prints \
      annotations for GitHub Actions, and `--format sarif` a log for code scanners.
      """)

  @OptionGroup var workflows: WorkflowArguments

  @Option(help: "How problems are printed.")
  var format: FindingFormat = .text

  @Flag(help: "Report differences between code and contract as errors, not as notices.")
  var strict = false

  @Flag(help: "Do not load the nodes. \(ProcessEnvironment.noLoad)=1 in the environment does the same.")
  var noLoad = false

  @Flag(
    help:
      "Check only the workflows that differ in git's index from the last commit; all of them when a file that they share differs."
  )
  var changed = false

  @Flag(help: "Check the types of the nodes with Deno.")
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
    let counts = FindingCounts(findings).withoutEmptyNotices
    Console.output("\(Counted.text(count, "workflow")): \(counts)\n" as StyledText)
  }
}
