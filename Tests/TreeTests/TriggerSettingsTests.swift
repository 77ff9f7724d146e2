import Testing
import WorkflowModel
import YAML

@testable import Settings

/// What comes of the cron triggers of a version and what an environment says of them.
@Suite struct TriggerSettingsTests {
  /// - Parameter triggers: as workflow.yaml has them.
  private func crons(_ triggers: String, _ settings: String) throws -> [String] {
    let text = """
      {name: w, version: "1.0", nodes: {a: {path: nodes/a.ts}}, triggers: [\(triggers)]}
      """
    let source = WorkflowSource(files: [
      SourceFile(path: "workflow.yaml", bytes: Array(text.utf8)),
      SourceFile(path: "nodes/a.ts", bytes: Array("export default () => 1;\n".utf8)),
    ])
    let workflow = try #require(WorkflowReader.read(source, path: "workflow.yaml").workflow)
    guard case .mapping(let values) = try Reader.read(Array(settings.utf8)).valid()?.value else { return [] }
    return TriggerSettings(values).scheduled(workflow).crons.map { cron in
      "\(cron.schedule)\(cron.timeZone.map { " \($0)" } ?? "")\(cron.isSuspended ? " -" : "")"
    }
  }

  private static let three =
    "{type: cron, schedule: 0 1 * * *}, {type: manual, name: x}, {type: cron, schedule: 0 2 * * *, timeZone: Etc/UTC}, "
    + "{type: cron, schedule: 0 3 * * *, name: night}"

  @Test(arguments: [
    (three, "{keep: 5}", ["0 1 * * *", "0 2 * * * Etc/UTC", "0 3 * * *"]),
    (
      three,
      "{triggers: {cron: {schedule: 9 9 * * *}, cron-2: {suspend: true}, night: {timeZone: Asia/Tokyo}}}",
      ["9 9 * * *", "0 2 * * * Etc/UTC -", "0 3 * * * Asia/Tokyo"]
    ),
    (
      three, "{triggers: {cron-1: {suspend: true}, x: {suspend: true}, w: {}}}",
      ["0 1 * * *", "0 2 * * * Etc/UTC", "0 3 * * *"]
    ),
    // What is suspended as a whole is so whatever is said of its triggers.
    (
      three, "{suspend: true, triggers: {cron: {suspend: false}}}",
      ["0 1 * * * -", "0 2 * * * Etc/UTC -", "0 3 * * * -"]
    ),
    // A name wins over what one without is called.
    (
      "{type: cron, schedule: 0 1 * * *}, {type: cron, schedule: 0 2 * * *, name: cron}",
      "{triggers: {cron: {suspend: true}}}", ["0 1 * * *", "0 2 * * * -"]
    ),
  ])
  func schedulesHoldByTheNamesOfTriggers(triggers: String, settings: String, expected: [String]) throws {
    #expect(try crons(triggers, settings) == expected)
  }

  @Test func aFolderHoldsForWhatLiesInIt() {
    let folder = FolderSettings(path: "teams/a", resolved: "/r/teams/a", layer: SettingsLayer(origin: ""))
    #expect(folder.holds(for: "/r/teams/a") && folder.holds(for: "/r/teams/a/b/w"))
    #expect(!folder.holds(for: "/r/teams/ab/w") && !folder.holds(for: "/r/teams") && !folder.holds(for: nil))
  }
}
