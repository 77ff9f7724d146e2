package import WorkflowModel
package import YAML

/// The values that templates see; documented in templates/README.md.
package enum TemplateContext {
  static let syncOptions = "PruneLast=true"

  /// - Parameter code: the `code` member, from `codeContext`.
  package static func make(_ workflow: Workflow, code: Value, settings: Settings) -> Mapping {
    var context = Mapping()
    context["name"] = .string(workflow.name)
    context["version"] = .string(workflow.version.text)
    context["description"] = workflow.description.map(Value.string) ?? .null
    context["workflow"] = workflow.document
    context["code"] = code
    context["image"] = .string(EngineContract.imageName)
    context["imagePullPolicy"] = .string(settings.image.pullPolicy)
    context["replicas"] = .integer(settings.replicas)
    context["revisionHistoryLimit"] = .integer(revisionHistoryLimit)
    context["runtimeClass"] = settings.runtimeClass.map(Value.string) ?? .null
    context["labels"] = [
      "engine": labels(workflow, component: "engine"), "trigger": labels(workflow, component: "trigger"),
    ]
    context["selector"] = selector(workflow.name)
    context["crons"] = crons(workflow)
    context["resources"] = resources(workflow)
    context["engine"] = engine
    context["podSecurity"] = podSecurity
    context["containerSecurity"] = containerSecurity
    return context
  }

  /// One less than the least number of versions kept: every ReplicaSet that could come back has its
  /// ConfigMap.
  package static let revisionHistoryLimit = 3

  /// Identity only: a selector can never change, so the version stays out of it.
  static func selector(_ name: String) -> Value {
    [
      "app.kubernetes.io/name": .string(name), "app.kubernetes.io/component": "engine",
      "tentacular.dev/track": "stable",
    ]
  }

  private static func labels(_ workflow: Workflow, component: String) -> Value {
    [
      "app.kubernetes.io/name": .string(workflow.name),
      "app.kubernetes.io/version": .string(workflow.version.text),
      "app.kubernetes.io/managed-by": "tentacular",
      "app.kubernetes.io/component": .string(component),
    ]
  }

  private static func crons(_ workflow: Workflow) -> Value {
    let longest = EngineContract.longestRunMilliseconds(stages: workflow.stages.count, config: workflow.config)
    let timeout = (longest + 999) / 1000
    return .sequence(
      workflow.crons.map { cron in
        [
          "name": cron.name.map(Value.string) ?? .null,
          "object": .string(ReleaseNames.cronJob(workflow.name, cron.name)),
          "schedule": .string(cron.schedule),
          "timeZone": cron.timeZone.map(Value.string) ?? .null,
          "data": .string(cron.name.map { "{\"trigger\": \"\($0)\"}" } ?? "{}"),
          "timeoutSeconds": .integer(timeout),
          "deadlineSeconds": .integer(timeout + podStartSeconds),
        ]
      })
  }

  /// Time for the trigger's pod to be scheduled and its image pulled, and for the engine to be found.
  private static let podStartSeconds = 120

  private static func resources(_ workflow: Workflow) -> Value {
    let limit = EngineContract.engineMemory + EngineContract.nodeMemory * workflow.nodes.count
    return ["memoryRequest": .string("\(limit / 2)Mi"), "memoryLimit": .string("\(limit)Mi")]
  }

  private static let engine: Value = [
    "command": .string(EngineContract.command),
    "port": .integer(EngineContract.port),
    "healthPath": .string(EngineContract.healthPath),
    "readyPath": .string(EngineContract.readyPath),
    "runPath": .string(EngineContract.runPath),
    "codeFolder": .string(EngineContract.codeFolder),
    "workflowFile": .string("\(EngineContract.codeFolder)/\(WorkflowSource.workflowFile)"),
    "secretsFolder": .string(EngineContract.secretsFolder),
    "denoDir": .string(EngineContract.denoDirectory),
    "terminationGraceSeconds": .integer(EngineContract.terminationGraceSeconds),
  ]

  /// The "restricted" Pod Security Standard.
  private static let podSecurity: Value = [
    "runAsNonRoot": true, "runAsUser": .integer(EngineContract.user),
    "runAsGroup": .integer(EngineContract.user), "seccompProfile": ["type": "RuntimeDefault"],
  ]

  private static let containerSecurity: Value = [
    "allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true,
    "capabilities": ["drop": ["ALL"]],
  ]
}
