import ArgumentParser
import Comparison
import Diagnostics
import Settings
import Terminal

struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Shows what happens when a change of the tree is merged.",
    discussion: """
      FROM and TO are folders with a tree, or git revisions; the default is the last commit (HEAD) and the working \
      tree. `A..B` names both, and `A...B` compares B with the commit from which it parted from A; what is left out \
      of a range is HEAD, so `main...` is all that a branch does. A name that is a folder and a revision is taken \
      for the folder. In a revision the tree is where --tree or the configuration of the working directory says.

      For each workflow: what happens to it, the source that changes, the fields of its manifests that do, and \
      risks. Objects are compared by what they are for: the code of 1.1 with the version that was live before. The \
      order of keys, and of lists that Kubernetes merges by a key, makes no difference. What three workflows or more \
      have alike is told once, before the rest, and environments with `release: manual` come first. Where FROM and TO \
      are the trees of two environments, it tells in what they differ; nothing is merged then.

      What `.tentacular/accepted.yaml` says is accepted holds as TO has it, and the report tells what it accepts anew.

      Exit codes as those of diff: 0 no difference, 1 differences, 2 it could not be compared; and 3 when --fail-on \
      blocks.
      """)

  @Argument(help: "The tree or the revision before (default: HEAD).")
  var from: String?

  @Argument(help: "The tree or the revision after (default: the working tree).")
  var to: String?

  @OptionGroup var tree: TreeOptions

  @Option(
    help: """
      How it is printed: text, json, markdown for a comment on a pull request (at most 65,536 characters), html \
      for one page that needs no network, or the risks beside their lines as github and sarif.
      """)
  var format: DiffFormat = .text

  @Flag(help: "The summary alone: what happens, and how much changes.")
  var stat = false

  @Flag(
    help:
      "Show the files of packages (vendor/) too, line by line; else packages are named with their versions.")
  var vendor = false

  @Flag(help: "Tell from git when each thing was done, by whom and in which commit.")
  var timeline = false

  @Option(
    help: ArgumentHelp(
      "Exit with 3 when a risk of this level or a graver one is not accepted: high, medium, low or none.",
      valueName: "level"))
  var failOn: Gate.Limit = .none

  func run() throws {
    let comparison: Comparison
    let configuration: Configuration
    do {
      let finder = try JobFinder(tree: tree.tree, FindingFormat.text.report)
      (comparison, configuration) = (try compared(finder), finder.configuration)
    } catch {
      try reportingTrouble { throw error }
      return
    }
    let text = format.render(comparison, configuration, isCounted: stat)
    switch format {
    case .text, .github: Console.output(text)
    // A comment's text is made safe where it is made, within its limit.
    case .markdown, .json, .html, .sarif: Console.data(text.plain)
    }
    if comparison.isBlocked { throw Exit.blocked }
    if !comparison.isEmpty { throw Exit.invalid }
  }

  private func compared(_ finder: JobFinder) throws -> Comparison {
    let sides = try ComparedSides(from, to)
    let configured = try finder.reviewedTrees(environment: tree.env)
    var found = ComparedTrees(sides: sides, configured: configured)
    let pairs = try found.pairs()
    var trees: [TreeDifference] = []
    var isThere = false
    for pair in pairs {
      let diff = try TreeDiff(from: pair.from, to: pair.to)
      isThere = isThere || diff.isThere
      var changes = try diff.changes()
      if timeline, !changes.isEmpty {
        changes = changes.map(
          try Timeline(of: changes.map(\.workflow), from: pair.from, to: pair.to).told)
      }
      trees.append(
        TreeDifference(
          environment: pair.environment, tree: pair.tree,
          workflows: vendor ? changes.map(\.withVendoredFiles) : changes))
    }
    guard isThere else {
      throw InvalidInput(
        path: pairs.first?.tree ?? "",
        "there is no tree on either side; `tntc render` makes it, `--tree` names another")
    }
    if sides.to == .workingTree { FindingFormat.text.report(finder.unrenderedSources(environment: tree.env)) }
    let comparison = Comparison(
      from: sides.from.text, to: sides.to.text, trees: trees, relation: try finder.relation(of: sides))
    guard let first = pairs.first else { return comparison }
    return comparison.judged(
      by: try AcceptanceSides().gate(failOn, from: first.from.place, to: first.to.place))
  }
}

extension Gate.Limit: ExpressibleByArgument {}
