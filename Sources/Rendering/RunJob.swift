package import Diagnostics
package import Patches
import Settings
import WorkflowModel
package import YAML

/// The Job that starts one run, from a template of its own, `run/job.yaml`, which is no manifest of the tree.
package struct RunJob: Sendable {
  private static let template = Result { () throws(InvalidInput) in
    try TemplateSet.compile(
      "job.yaml", "templates/run/job.yaml (built in)", PackageResources.job_yaml)
  }

  private let workflow: String
  private let hasImage: Bool
  private let context: Mapping

  /// - Parameters:
  ///   - deployment: the workflow's own Deployment as it is built; nil when the tree makes none.
  ///   - arguments: of the engine's program.
  ///   - times: of the run that it starts.
  ///   - resources: of its container.
  package init(
    _ workflow: String, like deployment: Value?, arguments: [String], times: TriggerTimes, resources: Value
  ) {
    let metadata = deployment?["metadata"]
    let pod = deployment?["spec"]?["template"]?["spec"]
    let container = Self.engine(of: pod)
    self.workflow = workflow
    hasImage = container?["image"]?.text != nil
    context = [
      "name": .string(workflow), "namespace": metadata?["namespace"] ?? .null,
      "labels": Self.mapping(metadata?["labels"]), "pod": Self.mapping(pod),
      "container": Self.mapping(container), "command": .string(EngineContract.command),
      "arguments": .sequence(arguments.map(Value.string)), "deadlineSeconds": .integer(times.deadlineSeconds),
      "resources": resources,
    ]
  }

  /// Beside it others may stand, like a proxy. A template of somebody's own may name it otherwise.
  private static func engine(of pod: Value?) -> Value? {
    guard case .sequence(let containers)? = pod?["containers"] else { return nil }
    return containers.first { $0["name"]?.text == EngineContract.container } ?? containers.first
  }

  private static func mapping(_ value: Value?) -> Value {
    if case .mapping? = value { value ?? .null } else { .mapping(Mapping()) }
  }

  /// One like it, to see what patches make of it; nil without a Deployment.
  static func sample(_ workflow: Workflow, _ settings: Settings, beside documents: [Value]) -> Value? {
    let deployment = documents.first {
      $0["kind"] == "Deployment" && $0["metadata"]?["name"]?.text == workflow.name
    }
    let config = workflow.config.overlaid(with: settings.overlay?.config ?? Mapping())
    return try? RunJob(
      workflow.name, like: deployment, arguments: ["trigger"], times: TriggerTimes(workflow, config: config),
      resources: settings.triggerResources
    ).value()
  }

  /// The Job with patches of the settings over it.
  ///
  /// - Parameter path: of the lock that has them.
  /// - Throws: when the Deployment says nothing of the image that the Job would run, or a patch cannot be applied.
  package func value(patches: [ObjectPatch], path: String) throws(InvalidInput) -> Value {
    let job = try value()
    var patching = Patching(patches, of: workflow, over: [job])
    let patched = patching.patched([job])
    if !patching.problems.isEmpty {
      throw InvalidInput(patching.problems.map { Finding(path: path, message: $0.message) })
    }
    return patched.first ?? job
  }

  /// - Throws: when the Deployment says nothing of the image that the Job would run.
  package func value() throws(InvalidInput) -> Value {
    guard hasImage else {
      throw InvalidInput(
        path: workflow,
        "the tree makes no Deployment `\(workflow)` with an image in its container `\(EngineContract.container)`, so "
          + "there is none for the Job to run")
    }
    return try Self.template.get().evaluate(context).first ?? .null
  }
}
