package import Settings
package import WorkflowModel
import YAML

/// A sidecar in the pods of one track.
package struct SidecarContainer: Sendable {
  /// The name of its image in manifests, which kustomization.yaml maps to the real one. kustomize knows images by
  /// their names over the whole kustomization, so each sidecar of each track has one of its own.
  package let imageName: String
  package let image: ImageReference
  private let sidecar: Sidecar

  private init(_ sidecar: Sidecar, of workflow: String, track: String, settings: Settings) {
    self.sidecar = sidecar
    imageName = ReleaseNames.sidecarImage(workflow, track: track, sidecar.container)
    image = settings.image(of: sidecar)
  }

  static func all(_ workflow: Workflow, track: String, settings: Settings) -> [SidecarContainer] {
    workflow.sidecars.map { SidecarContainer($0, of: workflow.name, track: track, settings: settings) }
  }

  /// Those of both tracks.
  package static func all(
    live: Workflow?, canary: Workflow?, settings: Settings
  ) -> [SidecarContainer] {
    (live.map { all($0, track: TemplateContext.stableTrack, settings: settings) } ?? [])
      + (canary.map { all($0, track: TemplateContext.canaryTrack, settings: settings) } ?? [])
  }

  /// Whose image a name in manifests is, for people: "`proxy`", or "`proxy` of the canary".
  package static func description(of imageName: String) -> String {
    let parts = imageName.split(separator: "/")
    let isCanary = parts.dropLast().last.map(String.init) == TemplateContext.canaryTrack
    return "`\(parts.last ?? "")`" + (isCanary ? " of the canary" : "")
  }

  /// What templates see of it.
  var context: Value {
    let variables = sidecar.environment.map { name, value -> Value in ["name": .string(name), "value": value]
    }
    return [
      "name": .string(sidecar.container), "image": .string(imageName),
      "imagePullPolicy": .string(image.pullPolicy), "port": .integer(sidecar.port), "probe": probe,
      "command": .sequence(sidecar.command.map(Value.string)),
      "args": .sequence(sidecar.arguments.map(Value.string)), "env": .sequence(variables),
      "resources": resources, "tmpVolume": .string(NameRules.sidecarVolumePrefix + sidecar.container),
    ]
  }

  private var probe: Value {
    switch sidecar.health {
    case .http(let path): ["httpGet": ["path": .string(path), "port": .integer(sidecar.port)]]
    case .grpc: ["grpc": ["port": .integer(sidecar.port)]]
    }
  }

  private static let usualRequests: [(resource: String, amount: String)] = [
    ("cpu", "50m"), ("memory", "64Mi"),
  ]
  private static let usualMemoryLimit = "256Mi"

  /// What its author gives, and tntc's own where nothing is said: no default is below a request or above a limit.
  private var resources: Value {
    var (requests, limits) = (given("requests"), given("limits"))
    if limits["memory"] == nil {
      limits["memory"] = .string(Self.greater(requests["memory"]?.text, Self.usualMemoryLimit))
    }
    for (resource, amount) in Self.usualRequests where requests[resource] == nil {
      requests[resource] = .string(Self.lesser(limits[resource]?.text, amount))
    }
    return ["requests": .mapping(requests), "limits": .mapping(limits)]
  }

  private func given(_ key: String) -> Mapping {
    if case .mapping(let amounts)? = sidecar.resources[key] { amounts } else { Mapping() }
  }

  private static func greater(_ text: String?, _ usual: String) -> String {
    guard let text, let amount = Quantity(text), let least = Quantity(usual), least < amount else {
      return usual
    }
    return text
  }

  private static func lesser(_ text: String?, _ usual: String) -> String {
    guard let text, let amount = Quantity(text), let most = Quantity(usual), amount < most else {
      return usual
    }
    return text
  }
}
