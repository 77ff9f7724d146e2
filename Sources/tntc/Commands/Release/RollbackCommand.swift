import ArgumentParser
import Releases
import WorkflowModel

struct RollbackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rollback",
    abstract: "Makes an earlier version live, and keeps it.",
    discussion: """
      The manifests point at the earlier version's ConfigMap, which is in the cluster already. The workflow is \
      pinned there: a newer version that is rendered is added and waits, until `tntc promote NAME` or \
      `tntc render --unpin`. No source directory is needed; the settings are those of the lock.
      """)

  @OptionGroup var change: ChangeOptions

  @Option(
    name: .customLong("version"),
    help: ArgumentHelp("The version (default: the highest below the live one).", valueName: "number"))
  var number: VersionNumber?

  @Option(help: ArgumentHelp("Why; recorded in the lock and shown by every command.", valueName: "text"))
  var reason: String?

  func validate() throws {
    guard let reason else { return }
    let hasControls = reason.unicodeScalars.contains {
      [.control, .format, .lineSeparator, .paragraphSeparator].contains($0.properties.generalCategory)
    }
    if reason.isEmpty || hasControls { throw ValidationError("--reason: expected one line of plain text") }
  }

  func run() throws { try change.apply(.rolledBack(to: number, reason: reason)) }
}
