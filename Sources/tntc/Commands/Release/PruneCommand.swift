import ArgumentParser
import Releases
import Settings
import Tree

struct PruneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune",
    abstract: "Drops the oldest versions from the tree.",
    discussion: """
      These versions always stay: the live one, the canary, a pinned one, the newest, the target of a rollback, and \
      those that were live within the last three changes. The number of a dropped version stays taken: the lock \
      keeps its digest. `tntc render --keep` does the same with each render.
      """)

  @OptionGroup var change: ChangeOptions

  @Option(
    help: ArgumentHelp(
      "How many versions stay, at least \(Retention.least).", valueName: "count"))
  var keep = Retention.usual

  func validate() throws {
    guard keep >= Retention.least else {
      throw ValidationError(
        "--keep \(keep): at least \(Retention.least) versions stay, as old pods may still mount them")
    }
  }

  func run() throws {
    try reportingErrors(as: change.format.problems) {
      let finder = try JobFinder(tree: change.tree.tree, change.format.problems.report)
      let selected = try finder.selected(change.selection, environment: change.tree.env, spans: true)
      let work = try selected.map { ($0, try finder.options(environment: $0.environment)) }
      try change.apply(to: work, isList: true) { [keep] planner, name in
        try planner.change(name, .pruned(keep: keep, inUse: []))
      }
    }
  }
}
