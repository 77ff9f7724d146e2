package import WorkflowModel

/// How long a trigger waits for the run that it starts, and its pod may live, in seconds.
package struct TriggerTimes: Sendable {
  /// Time for the trigger's pod to be scheduled and its image pulled, and for the engine to be found.
  private static let podStart = 120

  package let timeoutSeconds: Int
  package var deadlineSeconds: Int { timeoutSeconds + Self.podStart }

  /// - Parameter config: that of the workflow, with the overlay of its environment.
  package init(_ workflow: Workflow, config: Config) {
    let longest = EngineContract.longestRunMilliseconds(stages: workflow.stages.count, config: config)
    timeoutSeconds = (longest + 999) / 1000
  }
}
