package import WorkflowModel
package import YAML

/// When a workflow runs in an environment: what settings say of it as a whole, and of its triggers. All of it is outside
/// of a version.
package struct TriggerSettings: Equatable, Sendable {
  package static let schedule = "schedule"
  package static let timeZone = "timeZone"
  package static let suspend = "suspend"

  /// Whether nothing of the workflow runs.
  package let isSuspended: Bool
  /// By the names of triggers.
  private let triggers: Mapping

  /// - Parameter values: merged settings, or those of a lock.
  package init(_ values: Mapping) {
    isSuspended = values[.suspend] == true
    triggers = values.mapping(.triggers)
  }

  /// The workflow with the schedules that hold.
  package func scheduled(_ workflow: Workflow) -> Workflow {
    workflow.withCrons { cron, name in
      let own = name.flatMap { triggers[$0] }
      return cron.scheduled(
        own?[Self.schedule]?.text, timeZone: own?[Self.timeZone]?.text,
        isSuspended: isSuspended || own?[Self.suspend] == true)
    }
  }

  package var names: [String] { triggers.map(\.key) }

  /// The triggers that are suspended for themselves, in the order of the settings.
  package var suspended: [String] { triggers.filter { $0.value[Self.suspend] == true }.map(\.key) }

  /// What is said of schedules alone.
  package var schedules: Value {
    .mapping(
      Mapping(
        triggers.compactMap { name, entry in
          let rest = entry.patched(with: [Self.suspend: .null])
          return rest == [:] ? nil : (name, rest)
        }))
  }
}
