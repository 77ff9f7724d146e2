import ArgumentParser
import Releases
import Tree
import WorkflowModel

struct PromoteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "promote",
    abstract: "Makes a version live, in its tree or in that of another environment.",
    discussion: """
      With --from and --to, the version goes from one environment to the next, byte for byte, and the manifests are \
      made with the settings of the target environment. --stage adds the version without making it live.

      Without them, a version of this tree goes live: one that was only added, the canary, or the newest one after a \
      rollback. After a canary is promoted, its pods keep running so that no request fails, until `tntc canary NAME \
      --end` removes them. Promoting the newest version removes the pin of a rollback; any other version is pinned. \
      A pin with a reason needs --unpin, and a version that is bad in any environment needs --accept-bad. The source \
      directory is not needed.
      """)

  @OptionGroup var change: ChangeOptions

  @Option(
    name: .customLong("version"),
    help: ArgumentHelp(
      "The version (default: the live one of --from, else the canary, else the newest).",
      valueName: "number"))
  var number: VersionNumber?

  @Option(help: ArgumentHelp("The environment that has the version.", valueName: "environment"))
  var from: String?

  @Option(help: ArgumentHelp("The environment that gets it.", valueName: "environment"))
  var to: String?

  @OptionGroup var acceptance: AcceptanceFlags

  @Flag(help: "With --from and --to: add the version, and leave the live one live.")
  var stage = false

  @Flag(help: "Remove a pin that has a reason.")
  var unpin = false

  func validate() throws {
    if (from == nil) != (to == nil) { throw ValidationError("--from and --to go together") }
    if from != nil, from == to { throw ValidationError("--from and --to name the same environment") }
    if stage, from == nil { throw ValidationError("--stage belongs to --from and --to") }
    if to != nil, change.tree.env != nil { throw ValidationError("--env goes without --from and --to") }
  }

  func run() throws {
    let consent = Consent(acceptsBad: acceptance.acceptBad, unpins: unpin)
    guard let from, let to else {
      return try change.apply(.promoted(number), consent, or: "`--from` and `--to`")
    }
    try change.carry(number, from: from, to: to, option: "--to", stage ? .staged : .live, consent)
  }
}
