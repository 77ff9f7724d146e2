import Diagnostics
package import Settings
package import WorkflowModel
import YAML

/// How long the pods of a version go on when they are to end, in seconds: as long as its longest run takes, for a run that
/// came in at the last moment, and at most as long as the settings allow.
package struct PodGrace: Sendable {
  /// What the longest run takes: its stages one after the other, every attempt timing out.
  private let longestRun: Int
  private let most: Int

  /// - Parameter settings: with the config overlay, which may say other timeouts.
  package init(_ workflow: Workflow, _ settings: Settings) {
    let config = workflow.config.overlaid(with: settings.overlay?.config ?? [:])
    longestRun = TriggerTimes(workflow, config: config).timeoutSeconds
    most = settings.graceSeconds
  }

  private var wanted: Int { longestRun + EngineContract.graceBesideRuns }

  /// `terminationGracePeriodSeconds` of the pod.
  package var terminationSeconds: Int { min(wanted, most) }

  /// What runs have of it once no new one is let in.
  package var shutdownSeconds: Int { terminationSeconds - EngineContract.graceBesideRuns }

  /// What the runs would need and do not get; nil when they get it.
  package var excess: (wanted: Int, given: Int)? {
    wanted > most ? (wanted: wanted, given: most) : nil
  }
}
