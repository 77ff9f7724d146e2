import ArgumentParser
import Diagnostics
import Files
import Settings
import Terminal
import Tree
import WorkflowModel
import WorkflowSecrets

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
      var findings: [Finding] = []
      let finder = try JobFinder(tree: nil) { findings = $0 }
      let grouped = try finder.directories(workflows.paths)
      let directories = grouped.flatMap(\.directories)
      findings += finder.configuration.credentials
      var names = WorkflowNames()
      var versions: [VersionFiles] = []
      var inputs: [String: WorkflowInput] = [:]
      for directory in directories {
        do {
          let input = try WorkflowInput.read(directory)
          findings += input.warnings + input.sidecarNotices
          findings += input.workflow.reach().findings(path: Path.join(directory, WorkflowSource.workflowFile))
          findings += ContractDrift.findings(input.workflow, input.source, isStrict: strict) {
            Path.join(directory, $0)
          }
          inputs[directory] = input
          versions.append(VersionFiles(directory: directory, paths: input.source.files.map(\.path)))
          if let repeated = names.add(input.workflow.name, in: directory) { findings.append(repeated) }
        } catch let failure as InvalidInput {
          findings += failure.findings
        }
      }
      findings += try settingsProblems(try finder.jobs(grouped, environment: nil), inputs)
      findings += try finder.straySettings(known: names.all)
      findings += IgnoredFiles.findings(versions)
      report(findings, count: directories.count)
      if findings.contains(where: { $0.severity == .error }) { throw Exit.invalid }
    }
  }

  /// What a render into any of the trees would refuse of the settings, each problem once.
  private func settingsProblems(_ jobs: [TreeJob], _ inputs: [String: WorkflowInput]) throws -> [Finding] {
    var findings: [Finding] = []
    for job in jobs {
      var options = RenderOptions()
      options.configured = job.scopes
      options.environment = job.environment
      var planner = Planner(tree: job.tree, options: options)
      for directory in job.directories {
        guard let input = inputs[directory] else { continue }
        findings += try planner.problems(with: input, from: directory)
      }
    }
    var seen: Set<Finding> = []
    return findings.filter { seen.insert($0).inserted }
  }

  private func report(_ findings: [Finding], count: Int) {
    format.report(findings)
    guard format == .text else { return }
    Console.output("\(Counted.text(count, "workflow")): \(FindingCounts(findings).withoutEmptyNotices)\n")
  }
}
