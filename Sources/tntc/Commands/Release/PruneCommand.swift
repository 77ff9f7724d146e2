import ArgumentParser
import Releases
import Settings
import Terminal
import Tree
import YAML

struct PruneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune",
    abstract: "Drops the oldest versions from the tree.",
    discussion: """
      The live version, the canary, a pinned one, the newest, what a rollback goes to, and what was live within the last \
      three changes always \
      stay. The number of a dropped version stays taken: the \
      lock keeps its digest. `render --keep` does the same while rendering, and for good.
      """)

  @Argument(help: "Names of workflows.")
  var names: [String] = []

  @Flag(help: "Every workflow of the tree.")
  var all = false

  @Option(
    help: ArgumentHelp(
      "How many versions stay, at least \(Retention.least).", valueName: "count"))
  var keep = Retention.usual

  @OptionGroup var tree: TreeOptions

  @Flag(help: "Say what would change, and write nothing.")
  var dryRun = false

  @Option(help: "How the changes are printed: text, json or github.")
  var format: OutputFormat = .text

  func validate() throws {
    if names.isEmpty != all { throw ValidationError("expected names of workflows, or --all") }
    guard keep >= Retention.least else {
      throw ValidationError(
        "--keep \(keep): at least \(Retention.least) versions stay, as old pods may still mount them")
    }
  }

  func run() throws {
    try reportingErrors(as: format.problems) {
      let finder = try JobFinder(tree: tree.tree, format.problems.report)
      var work: [(tree: String, name: String, environment: String?)] = []
      for name in names {
        work.append((try finder.tree(holding: name, environment: tree.env), name, tree.env))
      }
      if all {
        for (environment, tree) in try finder.trees(environment: tree.env) {
          work += try TreeIndex.workflows(of: tree).map { (tree, $0, environment) }
        }
      }
      func planned(dryRun: Bool) throws -> [TreeChange] {
        try work.map { tree, name, environment in
          try TreeChange(tree: tree, dryRun: dryRun, options: try finder.options(environment: environment)) {
            [keep] in try $0.change(name, .pruned(keep: keep, inUse: []))
          }
        }
      }
      // What is refused for one workflow leaves all as they are.
      var changes = try planned(dryRun: true)
      if !dryRun { changes = try planned(dryRun: false) }
      switch format {
      case .text, .github: for change in changes { change.report(format) }
      case .json:
        for change in changes { change.warn(format) }
        Console.data(JSON.pretty(.sequence(changes.map(\.value))) + "\n")
      }
    }
  }
}
