import ArgumentParser
import Releases
import Tree
import WorkflowModel

struct PromoteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "promote",
    abstract: "Makes a version live, in its tree or in that of another environment.",
    discussion: """
      With --from and --to the version is carried from one environment to the next, byte for byte; the \
      manifests are made with the settings of the environment it goes to; --stage only adds it. Without them a \
      version of this tree goes live: one that was only added, the canary, or the newest after a rollback. A \
      canary that is promoted runs on, so that no request falls back, until `tntc canary NAME --end` takes it away. The newest version takes \
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

  @Flag(help: "With --from and --to: add the version, and let what is live stay live.")
  var stage = false

  @Flag(help: "Take away a pin that has a reason.")
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
