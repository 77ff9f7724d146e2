import ArgumentParser
import Files
import Releases
import Terminal
import Tree
import WorkflowModel
import YAML

struct RollbackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rollback",
    abstract: "Makes an earlier version live, pins it, and marks the one it replaces as bad.",
    discussion: """
      The manifests point to the ConfigMap of the earlier version, which is still in the cluster. The replaced \
      version is marked as bad: it does not go live again in any environment without --accept-bad, until `tntc \
      versions NAME --good VERSION`. A canary ends. The workflow is pinned: newer versions are added, but wait for \
      `tntc promote NAME`. The source directory is not needed; the settings are those of the lock.
      """)

  @OptionGroup var change: ChangeOptions

  @Option(
    name: .customLong("version"),
    help: ArgumentHelp(
      "The version (default: of those below the live one, the last that was live and is not bad).",
      valueName: "number"))
  var number: VersionNumber?

  @Option(
    help: ArgumentHelp(
      "The reason; the lock records it, and other commands show it (a terminal asks for it).",
      valueName: "text"))
  var reason: String?

  @Flag(help: "Do not mark the replaced version as bad.")
  var good = false

  @OptionGroup var acceptance: AcceptanceFlags

  @Flag(help: "List the versions to go back to, with when and why each was replaced; write nothing.")
  var list = false

  func validate() throws {
    try ReasonText.check(reason)
    if list, number != nil || reason != nil || good || acceptance.acceptBad {
      throw ValidationError("--list goes without --version, --reason, --good and --accept-bad")
    }
    if list { try change.selection.requireSingle(for: "--list") }
  }

  func run() throws {
    try reportingErrors(as: change.format.problems) {
      let finder = try JobFinder(tree: change.tree.tree, change.format.problems.report)
      let selected = try finder.selected(change.selection, environment: change.tree.env) {
        try change.selection.single.map { try Self.ways(back: $0, finder) }
      }
      if list { return try show(selected, finder) }
      let consent = Consent(acceptsBad: acceptance.acceptBad)
      let event = ReleaseEvent.rolledBack(to: number, reason: try givenReason(selected), isGood: good)
      try change.apply(event, consent, finder, to: selected)
    }
  }

  private func givenReason(_ selected: [SelectedTree]) throws -> String? {
    if reason != nil || good || change.dryRun { return reason }
    guard let name = change.selection.single, let tree = selected.first?.tree else {
      return try ReasonText.asked("Why go back?")
    }
    guard let live = try Release.read(in: Path.join(tree, name))?.live else { return nil }
    return try ReasonText.asked("Why go back from \(live.text)?")
  }

  /// The environments in which a rollback has something to do, for people.
  private static func ways(back workflow: String, _ finder: JobFinder) throws -> String {
    var ways: [String] = []
    for (environment, tree) in try finder.configuredTrees(environment: nil) {
      guard let environment, let release = try? Release.read(in: Path.join(tree, workflow)),
        let live = release.live,
        let target = release.rollbackTarget(try finder.badMarks(of: workflow, beside: tree))
      else { continue }
      ways.append("\(environment) (\(live.text) → \(target.text))")
    }
    if ways.isEmpty { return "none of them has a version to go back to" }
    return "these have a version to go back to: \(ways.joined(separator: ", "))"
  }

  private func show(_ selected: [SelectedTree], _ finder: JobFinder) throws {
    guard let part = selected.first, let name = part.names.first else { return }
    let choices = RollbackChoices(
      try RetainedWorkflow(name, in: part.tree), elsewhere: try finder.badMarks(of: name, beside: part.tree))
    change.format.print(choices.text, or: choices.value)
  }
}
