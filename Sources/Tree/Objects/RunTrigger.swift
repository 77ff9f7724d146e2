package import Diagnostics
import Files
import Patches
import Releases
import Rendering
import Settings
import WorkflowModel
package import YAML

/// What starts one run of a workflow's live version in a cluster.
package struct RunTrigger: Sendable {
  /// For a program that runs in one of the workflow's own pods.
  package let command: [String]
  package let namespace: String?
  private let runJob: RunJob
  private let patches: [ObjectPatch]
  private let lock: String

  /// - Parameter input: JSON.
  /// - Returns: nil when no version is live.
  package init?(_ workflow: RetainedWorkflow, input: String) throws {
    guard let live = try workflow.live() else { return nil }
    let name = workflow.release.workflow
    let deployment = try workflow.build().first { $0.kind == "Deployment" && $0.name == name }
    namespace = try workflow.effective().namespace
    let times = TriggerTimes(live, config: live.config.overlaid(with: try workflow.overlay()))
    func arguments(_ host: String) -> [String] {
      let url = "http://\(host):\(EngineContract.port)\(EngineContract.runPath)"
      return ["trigger", url, "--data", input, "--timeout", "\(times.timeoutSeconds)s"]
    }
    command = [EngineContract.command] + arguments("127.0.0.1")
    patches = Settings.patches(workflow.release.settings)
    lock = Path.join(workflow.path, Release.lockFile)
    // Like the CronJobs: a run goes to the live version, whatever the Service splits.
    let sharesService = workflow.release.canary.map { $0.route.sharesService(at: $0.weight) } ?? false
    runJob = RunJob(
      name, like: deployment?.content,
      arguments: arguments(sharesService ? ReleaseNames.stable(of: name) : name), times: times,
      resources: Settings.triggerResources(in: workflow.release.settings))
  }

  /// A Job that does it from a pod of its own, like a CronJob's.
  ///
  /// - Throws: when the tree says nothing of the image that it would run.
  package func job() throws(InvalidInput) -> Value {
    try runJob.value(patches: patches, path: lock)
  }
}
