import ArgumentParser
import Settings
import WorkflowModel

/// How versions are taken into the tree.
struct VersionFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Raise `version:` in the workflow.yaml of workflows whose code changed: patch, minor or major.",
      valueName: "part"))
  var bump: VersionNumber.Part?

  @Flag(help: "Replace the newest version; only while it has not been released yet.")
  var amend = false

  @Flag(help: "Add the version without making it live.")
  var stage = false

  @Flag(
    help: """
      Take away the pin of a rollback, and make the rendered version live; not with `release: manual`.
      """)
  var unpin = false

  @Option(
    help: ArgumentHelp(
      "How many versions stay in the tree, at least \(Retention.least) (default: \(Retention.usual)).",
      valueName: "count"))
  var keep: Int?

  func validate() throws {
    if let keep, keep < Retention.least {
      throw ValidationError(
        "--keep \(keep): at least \(Retention.least) versions stay, as old pods may still mount them")
    }
  }
}
