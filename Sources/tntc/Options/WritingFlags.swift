import ArgumentParser

/// What may be written.
struct WritingFlags: ParsableArguments {
  @Flag(help: "Say what would change, and write nothing.")
  var dryRun = false

  @Flag(help: "For CI: list what is stale, and exit with 1 if anything is. Write nothing.")
  var check = false

  @Flag(
    help: "With --check: exit with 1 also for manifests that another tntc rendered from the same inputs."
  )
  var strict = false

  @Flag(help: "Accept that a workflow directory moved since the last render.")
  var move = false

  @Flag(
    help: """
      Accept that a workflow has another name than the one that was rendered from its directory: it becomes a new \
      workflow.
      """)
  var renamed = false

  @Flag(help: "Write over manifests that were edited by hand. Versions are never written over.")
  var force = false

  @Flag(
    name: .shortAndLong, help: "List unchanged files too, and with --check those that another tntc rendered.")
  var verbose = false

  var isWriting: Bool { !dryRun && !check }
}
