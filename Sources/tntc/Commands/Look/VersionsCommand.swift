import ArgumentParser
import Releases
import Reports
import Terminal
import Tree
import WorkflowModel
import YAML

struct VersionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "versions",
    abstract: "Lists the versions of a workflow, and compares two of them.",
    discussion: """
      When the tree is in git, the list shows when each version appeared, its author, its commit and the tags on it. \
      --diff compares the source of two versions, from their ConfigMaps. Packages are shown by name and version; \
      --vendor shows their files.

      A bad version does not go live in any environment without --accept-bad. A rollback marks the version that it \
      replaces; --bad marks one by hand, and --good removes the mark. The lock keeps the mark when the version \
      leaves the tree.
      """)

  @Argument(help: "The name of a workflow.")
  var name: String

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Compare the source of two versions.", valueName: "number"))
  var diff: [VersionNumber] = []

  @Flag(help: "With --diff: show the number of lines only.")
  var stat = false

  @Flag(help: "With --diff: show the files of packages (vendor/) too.")
  var vendor = false

  @Option(help: ArgumentHelp("Mark a version as bad: it must not go live.", valueName: "number"))
  var bad: VersionNumber?

  @Option(help: ArgumentHelp("Remove the mark: the version may go live again.", valueName: "number"))
  var good: VersionNumber?

  @Option(help: ArgumentHelp("With --bad: the reason (a terminal asks for it).", valueName: "text"))
  var reason: String?

  @Flag(help: "With --bad and --good: say what would change, and write nothing.")
  var dryRun = false

  @OptionGroup var tree: TreeOptions

  @Option(help: "How the versions are printed; github is text, with problems as annotations.")
  var format: OutputFormat = .text

  func validate() throws {
    if !diff.isEmpty, diff.count != 2 { throw ValidationError("--diff takes two versions") }
    if stat, diff.isEmpty { throw ValidationError("--stat goes with --diff") }
    if vendor, diff.isEmpty { throw ValidationError("--vendor goes with --diff") }
    try ReasonText.check(reason)
    if bad != nil, good != nil { throw ValidationError("--bad and --good exclude each other") }
    if reason != nil, bad == nil { throw ValidationError("--reason goes with --bad") }
    if dryRun, bad == nil, good == nil { throw ValidationError("--dry-run goes with --bad or --good") }
    if bad != nil || good != nil, !diff.isEmpty {
      throw ValidationError("--diff goes without --bad and --good")
    }
  }

  func run() throws {
    try reportingErrors(as: format.problems) {
      let finder = try JobFinder(tree: tree.tree, format.problems.report)
      let environment = tree.env
      let tree = try finder.tree(holding: name, environment: environment)
      if let event = try marking() {
        let options = try finder.options(environment: environment)
        let part = SelectedTree(environment: environment, tree: tree, names: [name])
        return try TreeChanges(of: [(part, options)], dryRun: dryRun, format) { try $0.change($1, event) }
          .report(isList: false)
      }
      let workflow = try RetainedWorkflow(name, in: tree)
      if diff.count == 2 {
        let comparison = SourceComparison(
          from: try workflow.source(of: diff[0]), to: try workflow.source(of: diff[1]),
          names: (diff[0].text, diff[1].text), isWhole: vendor)
        format.problems.report(comparison.findings)
        return format.print(stat ? comparison.counts : comparison.text, or: comparison.value)
      }
      let rows = try VersionRow.rows(workflow)
      format.print(Self.text(rows) + Self.marks(workflow.release), or: .sequence(rows.map(\.value)))
    }
  }

  /// What happens to a mark, when something is said of one.
  private func marking() throws -> ReleaseEvent? {
    if let good { return .markedGood(good) }
    guard let bad else { return nil }
    let given = reason == nil && !dryRun ? try ReasonText.asked("Why is \(bad.text) bad?") : reason
    return .markedBad(bad, reason: given)
  }

  private static func marks(_ release: Release) -> StyledText {
    release.badMarks.map { mark in
      let place = release[mark.version] == nil ? ", which left the tree" : ""
      return "\("bad", .error): \(ReleaseText.name(mark))\(place)\n"
    }.joined()
  }

  private static func text(_ rows: [VersionRow]) -> StyledText {
    let hasHistory = rows.contains { row in
      switch row.commit {
      case .commit?, .beforeHistory?: true
      default: false
      }
    }
    let hasLines = rows.contains { $0.fixes != nil }
    let header = ["VERSION", "STATE"] + (hasLines ? ["LINE"] : []) + ["DIGEST", "FILES", "SIZE"]
    let history = ["COMMIT", "DATE", "AUTHOR", "TAGS"]
    return TextTable(
      hasHistory ? header + history : header,
      rows.map { $0.cells(hasLines: hasLines, hasHistory: hasHistory) }
    ).text()
  }
}
