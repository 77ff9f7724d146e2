import ArgumentParser
import Diagnostics
import Provenance
import Releases
import Settings
import Terminal
import Tree
import WorkflowModel
import YAML

struct ProvenanceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "provenance",
    abstract: "Prints where a version comes from, as an in-toto statement with SLSA provenance.",
    discussion: """
      The statement names the file of the version and the digest of its source, each source file with its digest, \
      the engine image of the lock, the commit that added the version, and the release of tntc. It has no time in \
      it, so the same tree always gives the same bytes. Sign it with a program of your choice, and check it later \
      with `tntc verify --provenance FILE`.
      """)

  @Argument(help: "The name of a workflow.")
  var name: String

  @Option(
    name: .customLong("version"),
    help: ArgumentHelp("The version (default: the live one).", valueName: "number"))
  var number: VersionNumber?

  @Flag(help: "Refuse an image of the engine or of a sidecar without a digest.")
  var requireDigest = false

  @OptionGroup var tree: TreeOptions
  @OptionGroup var output: ProblemOptions

  func run() throws {
    let report = output.problems.reportBesideOutput
    try reportingErrors(by: report) {
      let tree = try JobFinder(tree: tree.tree, report).tree(
        holding: name, environment: tree.env)
      let workflow = try RetainedWorkflow(name, in: tree)
      guard let version = number ?? workflow.release.live else {
        throw InvalidInput(path: workflow.path, "no version is live; name one with `--version`")
      }
      let commit = SourceCommit(of: version, workflow)
      let statement = try workflow.provenance(of: version, commit: commit.id, as: commit.release)
      var findings =
        commit.problem.map {
          [
            Finding(
              .warning, path: workflow.path(of: version),
              message: "the statement names no source commit: \($0)")
          ]
        } ?? []
      let severity: Finding.Severity = requireDigest ? .error : .warning
      findings += workflow.unpinnedImages(path: workflow.path, severity: severity)
      // What it runs with today may have one.
      if !statement.image.hasSameBytes(as: workflow.release.image) {
        findings += [ImagePin.finding(statement.image, path: workflow.path(of: version), severity: severity)]
          .compactMap(\.self)
      }
      if findings.contains(where: { $0.severity == .error }) { throw InvalidInput(findings) }
      report(findings)
      Console.data(JSON.pretty(statement.value) + "\n")
    }
  }
}
