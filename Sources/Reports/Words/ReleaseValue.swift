package import Releases
import Rendering
import Settings
import WorkflowModel
package import YAML

/// A release state in JSON, the same in every command.
package enum ReleaseValue {
  package static func members(_ release: Release) -> Mapping {
    [
      "live": release.live.map { .string($0.text) } ?? .null,
      "waiting": .sequence(
        release.staged.filter { $0 != release.canary?.version }.map { .string($0.text) }),
      "canary": release.canary.map { canary($0, release) } ?? .null,
      "pinned": release.pin.map {
        ["version": .string($0.version.text), "reason": $0.reason.map(Value.string) ?? .null]
      } ?? .null,
      "suspended": .bool(TriggerSettings(release.settings).isSuspended),
      "bad": .sequence(
        release.badMarks.map { ["version": .string($0.version.text), "reason": .string($0.reason)] }),
    ]
  }

  private static func canary(_ canary: Canary, _ release: Release) -> Value {
    let route = canary.route
    let gateway: Gateway? = if case .gateway(let gateway) = route { gateway } else { nil }
    return [
      "version": .string(canary.version.text), "weight": .integer(canary.weight),
      "via": .string(route.via), "promoted": .bool(release.isCanaryPromoted),
      "surge": route.countsPods ? .bool(route.isSurge) : .null,
      "pods": release.canaryPods.map { pods in
        ["canary": .integer(pods.canary), "stable": pods.stable.map(Value.integer) ?? .null]
      } ?? .null,
      "gateway": gateway.map { .string("\($0.namespace)/\($0.name)") } ?? .null,
      "hostname": gateway.map { .string($0.hostname) } ?? .null,
    ]
  }
}
