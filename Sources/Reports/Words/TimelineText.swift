import Comparison
import YAML

/// When something was done to a workflow, and by whom, in words.
enum TimelineText {
  /// As long as git's own short ids are in most repositories.
  private static let shortID = 10

  static let title = "timeline"

  /// `2026-01-31 ana 1a2b3c4d5e: version 1.0 → 1.1`
  static func lines(_ change: WorkflowChange) -> [String] {
    change.timeline.map { entry in
      let origin =
        entry.origin.map { "\($0.day) \($0.author) \($0.commit.prefix(shortID))" } ?? "not committed"
      return "\(origin): \(ActText.headline(entry.acts))"
    }
  }

  static func value(_ change: WorkflowChange) -> Value {
    .sequence(
      change.timeline.map { entry in
        [
          "commit": entry.origin.map { .string($0.commit) } ?? .null,
          "author": entry.origin.map { .string($0.author) } ?? .null,
          "date": entry.origin.map { .string($0.day) } ?? .null,
          "acts": .sequence(
            entry.acts.map { ["kind": .string($0.kind), "text": .string(ActText.text($0))] }),
        ]
      })
  }
}
