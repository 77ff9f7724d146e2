import ArgumentParser
import Terminal
import Tree
import WorkflowModel
import YAML

struct VersionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "versions",
    abstract: "Lists the versions of a workflow, and what changed between two.",
    discussion: """
      When the tree is in git, the history tells when a version appeared, by whom and in which commit, and which \
      tags stand on that. --diff compares the source of two versions, taken from their ConfigMaps.
      """)

  @Argument(help: "The name of a workflow.")
  var name: String

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Two versions whose source is to be compared.", valueName: "number"))
  var diff: [VersionNumber] = []

  @Flag(help: "With --diff: count the lines, and do not show them.")
  var stat = false

  @OptionGroup var tree: TreeOptions

  @Option(help: "How the versions are printed: text, json or github.")
  var format: OutputFormat = .text

  func validate() throws {
    if !diff.isEmpty, diff.count != 2 { throw ValidationError("--diff takes two versions") }
    if stat, diff.isEmpty { throw ValidationError("--stat goes with --diff") }
  }

  func run() throws {
    try reportingErrors(as: format.problems) {
      let tree = try JobFinder(tree: tree.tree, format.problems.report).tree(
        holding: name, environment: tree.env)
      let workflow = try RetainedWorkflow(name, in: tree)
      if diff.count == 2 {
        let comparison = SourceComparison(
          from: try workflow.source(of: diff[0]), to: try workflow.source(of: diff[1]),
          names: (diff[0].text, diff[1].text))
        switch format {
        case .text, .github: Console.output(stat ? comparison.counts : comparison.text)
        case .json: Console.data(JSON.pretty(comparison.value) + "\n")
        }
        return
      }
      let rows = try VersionRow.rows(workflow)
      switch format {
      case .text, .github: Console.output(Self.text(rows))
      case .json: Console.data(JSON.pretty(.sequence(rows.map(\.value))) + "\n")
      }
    }
  }

  private static func text(_ rows: [VersionRow]) -> String {
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
