import ArgumentParser
import Files
import Releases
import Tree
import WorkflowModel

struct PromoteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "promote",
    abstract: "Makes a version live, in its tree or in that of another environment.",
    discussion: """
      With --from and --to the version is carried from one environment to the next, byte for byte; the \
      manifests are made with the settings of the environment it goes to. Without them a version of this tree \
      goes live: one that was only added, the canary, or the newest after a rollback. The newest version takes \
      the pin of a rollback away; any other is pinned. A pin with a reason needs --unpin, and a version that is \
      bad in any environment --accept-bad. No source directory is needed.
      """)

  @OptionGroup var change: ChangeOptions

  @Option(
    name: .customLong("version"),
    help: ArgumentHelp(
      "The version (default: the live one of --from, else the canary, else the newest).",
      valueName: "number"))
  var number: VersionNumber?

  @Option(help: ArgumentHelp("The environment to carry the version from.", valueName: "environment"))
  var from: String?

  @Option(help: ArgumentHelp("The environment to carry it to.", valueName: "environment"))
  var to: String?

  @OptionGroup var acceptance: AcceptanceFlags

  @Flag(help: "Take away a pin that has a reason.")
  var unpin = false

  func validate() throws {
    if (from == nil) != (to == nil) { throw ValidationError("--from and --to go together") }
    if from != nil, from == to { throw ValidationError("--from and --to name the same environment") }
    if to != nil, change.tree.env != nil { throw ValidationError("--env goes without --from and --to") }
  }

  func run() throws {
    let consent = Consent(acceptsBad: acceptance.acceptBad, unpins: unpin)
    guard let from, let to else {
      return try change.apply(.promoted(number), consent, or: "`--from` and `--to`")
    }
    try reportingErrors(as: change.format.problems) {
      let finder = try JobFinder(tree: change.tree.tree, change.format.problems.report)
      let selected = try finder.selected(change.selection, environment: from, from: "--from")
      let work = try selected.map { origin in
        let target = Path.join(Path.parent(origin.tree), to)
        return (
          SelectedTree(environment: to, tree: target, names: origin.names),
          try finder.options(environment: to, from: "--to", of: target, consent)
        )
      }
      try change.apply(to: work) { [number] planner, name in
        let origin = Path.join(Path.parent(planner.tree), from)
        return try planner.carry(name, version: number, from: origin)
      }
    }
  }
}
