import ArgumentParser
import Settings
import WorkflowModel

/// How versions are taken into the tree.
struct VersionFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Raise `version:` in the workflow.yaml of the workflows whose code changed.",
      valueName: "part"))
  var bump: VersionNumber.Part?

  @Flag(
    help: """
      Replace the newest version. It must not be on the branch that the change goes to, nor in an environment with \
      `release: manual`.
      """)
  var amend = false

  @Option(
    help: ArgumentHelp(
      "The branch that the change goes to, as a git revision. Versions on it are not amended, and a number that it "
        + "ever had is not used again (default: origin/HEAD; in a repository without a remote, HEAD).",
      valueName: "revision"))
  var against: String?

  @Option(
    help: ArgumentHelp(
      "Render a fix of the live version of this line, in one environment: it gets the next number of the line and "
        + "goes live. See `tntc hotfix`.",
      valueName: "number"))
  var line: VersionNumber?

  @Flag(help: "Add the version without making it live.")
  var stage = false

  @Flag(
    help: """
      Remove the pin of a rollback, and make the rendered version live; not with `release: manual`. With several \
      environments, give --env.
      """)
  var unpin = false

  @OptionGroup var acceptance: AcceptanceFlags

  @Option(
    help: ArgumentHelp(
      "How many versions stay in the tree, at least \(Retention.least) (default: \(Retention.usual)).",
      valueName: "count"))
  var keep: Int?

  func validate() throws {
    if line != nil, amend || unpin || ![nil, .patch].contains(bump) {
      throw ValidationError(
        "--line takes the next patch of its line; it goes without --amend, --unpin and --bump")
    }
    if let keep, keep < Retention.least {
      throw ValidationError(
        "--keep \(keep): at least \(Retention.least) versions stay, as old pods may still mount them")
    }
  }
}
