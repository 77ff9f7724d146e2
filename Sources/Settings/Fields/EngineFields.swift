import WorkflowModel
import YAML

/// Which engine runs, where, and how often.
extension SettingField {
  static let engineFields = [image, namespace, runtimeClass, replicas, autoscale, disruption, canary]

  package static let image = SettingField(
    "image", "The engine image: `name[:tag][@sha256:…]`.", recorded: .text,
    schema: { SchemaParts.text($0, pattern: ImageReference.pattern) },
    read: text("an image reference like `registry/name:tag`") { ImageReference($0) != nil })

  package static let namespace = SettingField(
    "namespace", "The namespace of all objects.", recorded: .text,
    schema: { SchemaParts.text($0, pattern: NameRules.dnsLabelPattern) },
    read: text("at most 63 lower-case letters, digits and dashes (RFC 1123)", NameRules.isDNSLabel))

  package static let runtimeClass = SettingField(
    "runtimeClass", "The RuntimeClass of the pods, like `gvisor`.", recorded: .text,
    schema: { SchemaParts.dnsSubdomain($0) },
    read: text(
      "the name of a RuntimeClass: lower-case letters, digits, dashes and dots (RFC 1123)",
      NameRules.isDNSSubdomain))

  package static let replicas = SettingField(
    "replicas", "How many engine pods run; `\(unmanaged)` when an autoscaler owns the number.",
    recorded: RecordedShape("a whole number from 0 to \(Settings.mostReplicas), or `\(unmanaged)`") {
      if case .integer(let count) = $0 {
        (0...Settings.mostReplicas).contains(count)
      } else {
        $0 == .string(unmanaged)
      }
    },
    schema: {
      [
        "description": .string($0),
        "anyOf": [
          ["type": "integer", "minimum": 0, "maximum": .integer(Settings.mostReplicas)],
          ["enum": [.string(unmanaged), .null]],
        ],
      ]
    },
    read: { element, _, findings in
      findings.warn(ofHazardsIn: element)
      switch element.value {
      case .integer(let count) where (0...Settings.mostReplicas).contains(count): return .integer(count)
      case .string(unmanaged): return .string(unmanaged)
      default:
        findings.error(
          element.position,
          "expected a number of replicas from 0 to \(Settings.mostReplicas), or `\(unmanaged)` when an "
            + "autoscaler owns it, not \(SettingsReader.shown(element))")
        return nil
      }
    })

  package static let autoscale = SettingField(
    "autoscale",
    "A HorizontalPodAutoscaler sets the number of engine pods: from `min` to `max`, by `cpu` or `memory` in percent of the requests.",
    recorded: ScalingReader.recordedAutoscale, schema: ScalingReader.autoscaleSchema,
    read: { element, _, findings in ScalingReader.autoscale(element, &findings) })

  package static let disruption = SettingField(
    "disruption",
    "How many engine pods may be missing while nodes are drained: `\(Settings.maxUnavailableKey)`.",
    recorded: ScalingReader.recordedDisruption, schema: ScalingReader.disruptionSchema,
    read: { element, _, findings in ScalingReader.disruption(element, &findings) })

  package static let canary = SettingField(
    "canary", "What a canary may add: at most `\(Settings.canaryCeilingKey)` pods.",
    recorded: CanaryReader.recorded, schema: CanaryReader.schema,
    read: { element, _, findings in CanaryReader.read(element, &findings) })

  private static let unmanaged = Settings.unmanagedReplicas
}
