import ArgumentParser
import Releases
import Settings
import Tree
import WorkflowModel

extension VersionNumber.Part: ExpressibleByArgument {}

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

/// What may be written.
struct WritingFlags: ParsableArguments {
  @Flag(help: "Say what would change, and write nothing.")
  var dryRun = false

  @Flag(help: "For CI: list what is stale and exit with 1 if anything is; write nothing.")
  var check = false

  @Flag(help: "Accept that a workflow directory moved since the last render.")
  var move = false

  @Flag(help: "Write over manifests that were edited by hand. Versions are never written over.")
  var force = false

  @Flag(name: .shortAndLong, help: "List unchanged files too.")
  var verbose = false

  var isWriting: Bool { !dryRun && !check }
}
