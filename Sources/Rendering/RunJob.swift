package import Diagnostics
import WorkflowModel
package import YAML

/// The Job that starts one run, from a template of its own, `run/job.yaml`, which is no manifest of the tree.
package struct RunJob: Sendable {
  private static let template = Result { () throws(InvalidInput) in
    try TemplateSet.compile(
      "job.yaml", "templates/run/job.yaml (built in)", PackageResources.job_yaml)
  }

  private let context: Mapping

  /// - Parameters:
  ///   - deployment: the workflow's own Deployment as it is built; nil when the tree makes none.
  ///   - arguments: of the engine's program.
  ///   - times: of the run that it starts.
  package init(_ workflow: String, like deployment: Value?, arguments: [String], times: TriggerTimes) {
    let metadata = deployment?["metadata"]
    let pod = deployment?["spec"]?["template"]?["spec"]
    var container: Value?
    if case .sequence(let containers)? = pod?["containers"] { container = containers.first }
    context = [
      "name": .string(workflow), "namespace": metadata?["namespace"] ?? .null,
      "labels": Self.mapping(metadata?["labels"]), "pod": Self.mapping(pod),
      "container": Self.mapping(container), "command": .string(EngineContract.command),
      "arguments": .sequence(arguments.map(Value.string)), "deadlineSeconds": .integer(times.deadlineSeconds),
    ]
  }

  private static func mapping(_ value: Value?) -> Value {
    if case .mapping? = value { value ?? .null } else { .mapping(Mapping()) }
  }

  package func value() throws(InvalidInput) -> Value {
    try Self.template.get().evaluate(context).first ?? .null
  }
}
