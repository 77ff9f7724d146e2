package import Patches
package import WorkflowModel
package import YAML

/// What decides how a version is run, beside its own code.
package struct Settings: Sendable {
  package static let usualReplicas = 1
  package static let mostReplicas = 1000
  /// In the place of a number of replicas: an autoscaler owns it, so the manifest leaves it out.
  package static let unmanagedReplicas = "unmanaged"
  /// The key of the pods that may be missing, below `disruption`.
  package static let maxUnavailableKey = "maxUnavailable"
  /// The key of the resources of pods that start runs, below `triggerPod`.
  static let triggerResourcesKey = "resources"
  /// The key of the most pods that a canary adds, below `canary`.
  package static let canaryCeilingKey = "maxReplicas"
  /// What that is by default.
  static let usualCanaryCeiling = 10

  package var image = ImageReference.fallback
  package var namespace: String?
  package private(set) var runtimeClass: String?
  /// Nil when an autoscaler owns the number; none of a suspended workflow, whoever owns it.
  package private(set) var replicas: Int? = usualReplicas
  package private(set) var autoscale: Autoscale?
  /// Pods that may be missing while nodes are drained, a number or a part of them; nil when it is not set.
  package private(set) var maxUnavailable: Value?
  /// The longest that a pod that is to end goes on.
  package private(set) var graceSeconds = EngineContract.usualGraceSeconds
  /// When it runs, and whether it does at all.
  package private(set) var triggers = TriggerSettings([:])
  /// The most pods that a canary adds.
  package private(set) var canaryCeiling = usualCanaryCeiling
  package private(set) var resources = Mapping()
  private var ofTriggerPod = Mapping()
  package private(set) var nodeSelector = Mapping()
  package private(set) var tolerations: [Value] = []
  package private(set) var labels = Mapping()
  package private(set) var annotations = Mapping()
  package private(set) var externalSecrets: ExternalSecrets?
  package private(set) var overlay: ConfigOverlay?
  /// In the order in which they are applied.
  package private(set) var patches: [ObjectPatch] = []
  /// Its kind is nil, as `off`, until it is known what the tree says.
  package var networkPolicy = NetworkPolicySettings()
  /// By the names of sidecars, over those of workflow.yaml.
  private var sidecarImages = Mapping()
  /// What the environment says of the workflow's dependencies, by their names.
  package var dependencies: Mapping { overlay?.dependencies ?? Mapping() }

  /// What write-once files are rendered with: they are the same bytes in every environment.
  package static let neutral = Settings()

  private init() {}

  /// - Parameter values: merged settings, whose values were checked where they came in.
  /// - Throws: when the config overlay cannot be written.
  package init(image: ImageReference, _ values: Mapping) throws(EmitError) {
    self.image = image
    namespace = values[.namespace]?.text
    runtimeClass = values[.runtimeClass]?.text
    triggers = TriggerSettings(values)
    replicas = Self.replicas(values)
    autoscale = Autoscale(values[.autoscale])
    maxUnavailable = values.mapping(.disruption)[Self.maxUnavailableKey]
    graceSeconds = SettingField.graceSeconds(values[.grace]) ?? EngineContract.usualGraceSeconds
    canaryCeiling = Self.canaryCeiling(values)
    resources = values.mapping(.resources)
    ofTriggerPod = values.mapping(.triggerPod)
    nodeSelector = values.mapping(.nodeSelector)
    if case .sequence(let items)? = values[.tolerations] { tolerations = items }
    labels = values.mapping(.labels)
    annotations = values.mapping(.annotations)
    externalSecrets = ExternalSecrets(values[.secrets])
    networkPolicy = NetworkPolicySettings(values[.networkPolicy])
    sidecarImages = values.mapping(.sidecars)
    patches = Self.patches(values)
    overlay = try Self.overlay(values.mapping(.config), values.mapping(.dependencies))
  }

  /// What merged settings, or those of a lock, say of the number of pods: nil when an autoscaler owns it; none of a
  /// suspended workflow.
  package static func replicas(_ values: Mapping) -> Int? {
    if TriggerSettings(values).isSuspended { return 0 }
    if values[.autoscale] != nil { return nil }
    return switch values[.replicas] {
    case nil: usualReplicas
    case .integer(let count)?: count
    default: nil
    }
  }

  /// What merged settings say of the most pods that a canary adds.
  package static func canaryCeiling(_ values: Mapping) -> Int {
    guard case .integer(let count)? = values.mapping(.canary)[canaryCeilingKey] else {
      return usualCanaryCeiling
    }
    return count
  }

  /// The patches of merged settings, in the order in which they are applied.
  package static func patches(_ values: Mapping) -> [ObjectPatch] {
    PatchReader.patches(values.mapping(.patches))
  }

  private static func overlay(
    _ config: Mapping, _ dependencies: Mapping
  ) throws(EmitError) -> ConfigOverlay? {
    config.isEmpty && dependencies.isEmpty
      ? nil : try ConfigOverlay(config: config, dependencies: dependencies)
  }

  /// The same with this said of dependencies.
  package func saying(ofDependencies dependencies: Mapping) throws(EmitError) -> Settings {
    var settings = self
    settings.overlay = try Self.overlay(overlay?.config ?? Mapping(), dependencies)
    return settings
  }
}

extension Mapping {
  /// The value of a setting that is a mapping; empty when there is none.
  package func mapping(_ field: SettingField) -> Mapping {
    if case .mapping(let mapping)? = self[field] { mapping } else { Mapping() }
  }
}

extension Settings {
  /// Where the nodes of a workflow may connect to in this environment.
  package func reach(of workflow: Workflow) -> NetworkReach { workflow.reach(filling: dependencies) }

  /// The image of a sidecar: that of the settings over its own.
  package func image(of sidecar: Sidecar) -> ImageReference {
    sidecarImages[sidecar.name]?[SidecarImageReader.key]?.text.flatMap { ImageReference($0) } ?? sidecar.image
  }

  /// Requests and limits of the engine's container: those that follow from the number of nodes, and the settings over
  /// them.
  package func resources(of workflow: Workflow) -> Value {
    let limit = EngineContract.engineMemory + EngineContract.nodeMemory * workflow.nodes.count
    let usual: Value = [
      "requests": ["cpu": "100m", "memory": .string("\(limit / 2)Mi")],
      "limits": ["memory": .string("\(limit)Mi")],
    ]
    return ContainerResources.merged(resources, over: usual)
  }

  /// Those of the container of a pod that starts a run.
  package var triggerResources: Value { Self.triggerResources(ofTriggerPod) }

  /// - Parameter values: merged settings, or those of a lock.
  package static func triggerResources(in values: Mapping) -> Value {
    triggerResources(values.mapping(.triggerPod))
  }

  private static func triggerResources(_ pod: Mapping) -> Value {
    guard case .mapping(let given)? = pod[triggerResourcesKey] else { return usualTriggerResources }
    return ContainerResources.merged(given, over: usualTriggerResources)
  }

  private static let usualTriggerResources: Value = [
    "requests": ["cpu": "10m", "memory": "32Mi"], "limits": ["memory": "64Mi"],
  ]
}
