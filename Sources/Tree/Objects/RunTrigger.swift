import Releases
import Settings
import WorkflowModel
package import YAML

/// What starts one run of a workflow's live version in a cluster.
package struct RunTrigger: Sendable {
  /// The engine's container, as the Deployment's template names it.
  package static let container = "engine"

  /// For a program that runs in one of the workflow's own pods.
  package let command: [String]
  /// A Job that does it from a pod of its own, like a CronJob's.
  package let job: Value
  package let namespace: String?

  /// What of the Deployment's pod a trigger needs as well; code, secrets and probes are the engine's alone.
  private static let podKeys = [
    "runtimeClassName", "serviceAccountName", "automountServiceAccountToken", "enableServiceLinks",
    "securityContext", "imagePullSecrets", "nodeSelector", "tolerations",
  ]
  private static let containerKeys = ["image", "imagePullPolicy", "securityContext"]
  private static let resources: Value = [
    "requests": ["cpu": "10m", "memory": "32Mi"], "limits": ["memory": "64Mi"],
  ]
  /// A day, in which its log can be read.
  private static let secondsKept = 86_400
  /// Time for the trigger's pod to be scheduled and its image pulled.
  private static let podStartSeconds = 120

  /// - Parameter input: JSON.
  /// - Returns: nil when no version is live.
  package init?(_ workflow: RetainedWorkflow, input: String) throws {
    guard let live = try workflow.live() else { return nil }
    let name = workflow.release.workflow
    let deployment = try workflow.build().first { $0.kind == "Deployment" && $0.name == name }
    namespace = try workflow.effective().namespace
    let config = live.config.overlaid(with: try workflow.overlay())
    let longest = EngineContract.longestRunMilliseconds(stages: live.stages.count, config: config)
    let seconds = (longest + 999) / 1000
    func arguments(_ host: String) -> [String] {
      let url = "http://\(host):\(EngineContract.port)\(EngineContract.runPath)"
      return ["trigger", url, "--data", input, "--timeout", "\(seconds)s"]
    }
    command = [EngineContract.command] + arguments("127.0.0.1")
    job = Self.job(
      name, deployment?.content, arguments: arguments(name), deadline: seconds + Self.podStartSeconds)
  }

  private static func job(
    _ name: String, _ deployment: Value?, arguments: [String], deadline: Int
  ) -> Value {
    var labels = Mapping()
    if case .mapping(let own)? = deployment?["metadata"]?["labels"] { labels = own }
    // Without it the pod would become an endpoint of the Service.
    labels["app.kubernetes.io/component"] = "trigger"
    let pod = deployment?["spec"]?["template"]?["spec"]
    var container: Mapping = ["name": "trigger"]
    if case .sequence(let containers)? = pod?["containers"], let engine = containers.first {
      container = container.merging(containerKeys, of: engine)
    }
    container["resources"] = resources
    container["command"] = [.string(EngineContract.command)]
    container["args"] = .sequence(arguments.map(Value.string))
    var spec = (["restartPolicy": "Never"] as Mapping).merging(podKeys, of: pod)
    spec["containers"] = [.mapping(container)]
    var metadata: Mapping = ["generateName": .string("\(name)-run-")]
    metadata["namespace"] = deployment?["metadata"]?["namespace"]
    metadata["labels"] = .mapping(labels)
    return [
      "apiVersion": "batch/v1", "kind": "Job", "metadata": .mapping(metadata),
      "spec": [
        "backoffLimit": 0, "activeDeadlineSeconds": .integer(deadline),
        "ttlSecondsAfterFinished": .integer(secondsKept),
        "template": ["metadata": ["labels": .mapping(labels)], "spec": .mapping(spec)],
      ],
    ]
  }
}

extension Mapping {
  /// With those members of another mapping that are there.
  fileprivate func merging(_ keys: [String], of other: Value?) -> Mapping {
    var merged = self
    for key in keys { if let value = other?[key] { merged[key] = value } }
    return merged
  }
}
