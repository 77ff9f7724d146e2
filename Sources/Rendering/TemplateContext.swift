package import Settings
package import WorkflowModel
package import YAML

/// The values that templates see; documented in templates/README.md.
package enum TemplateContext {
  /// About how many a context has.
  private static let members = 48

  static let syncOptions = "PruneLast=true"
  /// For what client-side `kubectl apply` cannot take.
  static let largeSyncOptions = "\(syncOptions),ServerSideApply=true"

  /// - Parameter code: the `code` member, of what `code` makes.
  package static func make(
    _ workflow: Workflow, code: Value, settings: Settings, canary: CanaryTrack? = nil
  ) -> Mapping {
    make(
      workflow, code: code, settings: settings, canary: canary,
      policies: NetworkPolicies(workflow, settings, canary: canary).context)
  }

  private static func make(
    _ workflow: Workflow, code: Value, settings: Settings, canary: CanaryTrack?, policies: Value
  ) -> Mapping {
    var context = Mapping()
    context.reserveCapacity(members)
    context.appendNew("name", .string(workflow.name))
    context.appendNew("version", .string(workflow.version.text))
    context.appendNew("description", workflow.description.map(Value.string) ?? .null)
    context.appendNew("workflow", workflow.document)
    context.appendNew("code", code)
    context.appendNew("image", .string(EngineContract.imageName))
    context.appendNew("imagePullPolicy", .string(settings.image.pullPolicy))
    let replicas = canary.map { $0.pods(beside: workflow.version, settings).stable } ?? settings.replicas
    context.appendNew("replicas", replicas.map(Value.integer) ?? .null)
    context.appendNew("autoscale", settings.autoscale?.context ?? .null)
    context.appendNew("maxUnavailable", settings.maxUnavailable ?? .null)
    context.appendNew("suspended", .bool(settings.triggers.isSuspended))
    context.appendNew("revisionHistoryLimit", .integer(Retention.revisionHistoryLimit))
    context.appendNew("runtimeClass", settings.runtimeClass.map(Value.string) ?? .null)
    context.appendNew("nodeSelector", settings.nodeSelector.isEmpty ? .null : .mapping(settings.nodeSelector))
    context.appendNew("tolerations", settings.tolerations.isEmpty ? .null : .sequence(settings.tolerations))
    context.appendNew("object", .string(workflow.name))
    context.appendNew("track", .string(stableTrack))
    context.appendNew("canary", canary.map(value(of:)) ?? .null)
    context.appendNew("labels", labels(workflow, settings))
    context.appendNew("annotations", .mapping(settings.annotations))
    var own = workflow.annotations
    own.patch(with: settings.annotations)
    context.appendNew("deploymentAnnotations", .mapping(own))
    context.appendNew("selector", selector(workflow.name))
    context.appendNew("serviceSelector", serviceSelector(workflow.name, canary))
    context.appendNew("config", settings.overlay.map { overlay($0, workflow: workflow.name) } ?? .null)
    let externalSecret = settings.externalSecrets?.context(
      workflow.name, secret: ReleaseNames.secrets(workflow.name),
      services: services(workflow, canary, settings))
    context.appendNew("externalSecret", externalSecret ?? .null)
    let times = runTimes(workflow, settings)
    for (list, triggers) in settings.triggers.scheduled(workflow).triggerContext {
      context.appendNew(list, .sequence(triggers.map { Value.mapping($0).patched(with: times) }))
    }
    let cronService = canary?.sharesService == true ? ReleaseNames.stable(of: workflow.name) : workflow.name
    context.appendNew("cronService", .string(cronService))
    context.appendNew("networkPolicies", policies)
    context.appendNew("resources", settings.resources(of: workflow))
    context.appendNew("tmpSizeLimit", .string("\(EngineContract.scratch(nodes: workflow.nodes.count))Mi"))
    context.appendNew("engine", engine(PodGrace(workflow, settings)))
    context.appendNew("triggerResources", settings.triggerResources)
    context.appendNew("sidecars", sidecars(workflow, stableTrack, settings))
    context.appendNew("podSecurity", podSecurity)
    context.appendNew("containerSecurity", containerSecurity)
    return context
  }

  /// The context of the canary's own Deployment.
  ///
  /// - Parameter live: that of all else, from which it has what is of both tracks.
  static func make(_ canary: CanaryTrack, beside live: Mapping, settings: Settings) -> Mapping {
    let name = canary.workflow.name
    var context = make(
      canary.workflow, code: canary.code.value, settings: settings, canary: canary,
      policies: live["networkPolicies"] ?? [])
    context["object"] = .string(ReleaseNames.canary(of: name))
    context["track"] = .string(canaryTrack)
    context["selector"] = selector(name, track: canaryTrack)
    context["sidecars"] = sidecars(canary.workflow, canaryTrack, settings)
    context["replicas"] = .integer(canary.pods(beside: canary.workflow.version, settings).canary)
    return context
  }

  /// The services whose secrets the versions that run name, or the settings for them.
  static func services(_ workflow: Workflow, _ canary: CanaryTrack?, _ settings: Settings) -> [String] {
    let all = [workflow, canary?.workflow].compactMap(\.self).flatMap {
      $0.secretServices(filling: settings.dependencies)
    }
    return Set(all).sorted { $0.precedesByBytes($1) }
  }

  private static func sidecars(_ workflow: Workflow, _ track: String, _ settings: Settings) -> Value {
    .sequence(SidecarContainer.all(workflow, track: track, settings: settings).map(\.context))
  }

  static let stableTrack = "stable"
  static let canaryTrack = "canary"

  private static func value(of canary: CanaryTrack) -> Value {
    var mapping: Mapping = [
      "version": .string(canary.workflow.version.text), "weight": .integer(canary.weight),
      "stableWeight": .integer(100 - canary.weight), "via": .string(canary.route.via),
      "sharesService": .bool(canary.sharesService), "services": .sequence(services(of: canary)),
      "gateway": .null, "hostname": .null,
    ]
    if case .gateway(let gateway) = canary.route {
      mapping["gateway"] = ["namespace": .string(gateway.namespace), "name": .string(gateway.name)]
      mapping["hostname"] = .string(gateway.hostname)
    }
    return .mapping(mapping)
  }

  /// The Services of a single track: for the cron jobs, which go to the live version only; for the route to the canary,
  /// and for whoever tries it.
  private static func services(of canary: CanaryTrack) -> [Value] {
    let name = canary.workflow.name
    let stable: Value = ["name": .string(ReleaseNames.stable(of: name)), "selector": selector(name)]
    let own: Value = [
      "name": .string(ReleaseNames.canary(of: name)), "selector": selector(name, track: canaryTrack),
    ]
    return (canary.sharesService ? [stable] : []) + (canary.route.hasService ? [own] : [])
  }

  /// The pods behind the workflow's Service: those of one track, or of both when their numbers split traffic.
  private static func serviceSelector(_ name: String, _ canary: CanaryTrack?) -> Value {
    let stable = selector(name)
    guard canary?.sharesService == true else { return stable }
    return stable.patched(with: .mapping([trackLabel: .null]))
  }

  /// Identity only: a selector can never change, so the version stays out of it.
  static func selector(_ name: String, track: String = stableTrack) -> Value {
    var selector = identity(name, component: "engine")
    selector[trackLabel] = .string(track)
    return .mapping(selector)
  }

  /// What pods of a component have in common, whichever track or version they are of.
  static func identity(_ name: String, component: String) -> Mapping {
    ["app.kubernetes.io/name": .string(name), "app.kubernetes.io/component": .string(component)]
  }

  private static let trackLabel = "tentacular.dev/track"

  /// Write-once files carry `code` and `config`, which know nothing of an environment.
  static func labels(_ workflow: Workflow, _ settings: Settings) -> Value {
    let engine = labels(workflow, component: "engine")
    var trigger = labels(workflow, component: "trigger")
    var extended = engine
    extended.patch(with: settings.labels)
    trigger.patch(with: settings.labels)
    return [
      "code": .mapping(engine), "config": versionless(engine), "engine": .mapping(extended),
      "trigger": .mapping(trigger), "other": versionless(extended), "triggerPod": versionless(trigger),
    ]
  }

  /// For what does not run the version itself: where the label is missing, no release changes the object.
  private static func versionless(_ labels: Mapping) -> Value {
    var labels = labels
    labels[versionLabel] = nil
    return .mapping(labels)
  }

  private static let versionLabel = "app.kubernetes.io/version"

  private static func labels(_ workflow: Workflow, component: String) -> Mapping {
    var labels = Mapping()
    labels["app.kubernetes.io/name"] = .string(workflow.name)
    labels[versionLabel] = .string(workflow.version.text)
    labels["app.kubernetes.io/managed-by"] = "tentacular"
    labels["app.kubernetes.io/component"] = .string(component)
    return labels
  }

  /// How long a run may take, and the pod that starts it.
  private static func runTimes(_ workflow: Workflow, _ settings: Settings) -> Value {
    let config = workflow.config.overlaid(with: settings.overlay?.config ?? Mapping())
    let times = TriggerTimes(workflow, config: config)
    return [
      "timeoutSeconds": .integer(times.timeoutSeconds), "deadlineSeconds": .integer(times.deadlineSeconds),
    ]
  }

  static let dependenciesFile = "\(EngineContract.configFolder)/\(OverlayFiles.dependencies)"

  private static let engine: Value = [
    "command": .string(EngineContract.command),
    "port": .integer(EngineContract.port),
    "healthPath": .string(EngineContract.healthPath),
    "readyPath": .string(EngineContract.readyPath),
    "runPath": .string(EngineContract.runPath),
    "codeFolder": .string(EngineContract.codeFolder),
    "vendorFolder": .string(EngineContract.vendorFolder),
    "workflowFile": .string("\(EngineContract.codeFolder)/\(WorkflowSource.workflowFile)"),
    "secretsFolder": .string(EngineContract.secretsFolder),
    "configFolder": .string(EngineContract.configFolder),
    "configFile": .string("\(EngineContract.configFolder)/\(OverlayFiles.config)"),
    "dependenciesFile": .string(dependenciesFile),
    "sharedFolder": .string(EngineContract.sharedFolder),
    "denoDir": .string(EngineContract.denoDirectory),
    "tokenFile": .string(EngineContract.tokenFile),
  ]

  private static func engine(_ grace: PodGrace) -> Value {
    engine.patched(with: [
      "terminationGraceSeconds": .integer(grace.terminationSeconds),
      "shutdownGraceSeconds": .integer(grace.shutdownSeconds),
    ])
  }

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
