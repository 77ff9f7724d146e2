import WorkflowModel
import YAML

/// What the pods have, and the objects around them.
extension SettingField {
  static let podFields = [
    resources, triggerPod, grace, nodeSelector, tolerations, labels, annotations, secrets, networkPolicy,
    sidecars, patches,
  ]

  package static let resources = SettingField(
    "resources", "Resources of the engine's container.", recorded: .textsByKey,
    schema: ResourceReader.schema, read: { element, _, findings in ResourceReader.read(element, &findings) })

  package static let triggerPod = SettingField(
    "triggerPod",
    "`\(TriggerPodReader.resources)` of the pods that start runs: those of CronJobs and of `run --print-job`.",
    recorded: TriggerPodReader.recorded, schema: TriggerPodReader.schema,
    read: { element, _, findings in TriggerPodReader.read(element, &findings) })

  package static let grace = SettingField(
    "grace",
    "How long terminating pods may finish their runs, `30s` to `24h`; without it `10m`.",
    recorded: RecordedShape("a duration of at least \(leastGraceSeconds)s") { graceSeconds($0) != nil },
    schema: { SchemaParts.text($0, pattern: gracePattern) },
    read: { element, _, findings in readGrace(element, &findings) })

  private static func readGrace(_ element: Element, _ findings: inout Findings) -> Value? {
    guard case .scalar(let scalar) = element.content else {
      findings.error(element.position, "`grace` is \(element.kind); expected a duration like `10m`")
      return nil
    }
    do throws(InvalidText) {
      _ = try DurationText(scalar.text)
      if graceSeconds(.string(scalar.text)) == nil {
        findings.error(
          element.position,
          "`\(scalar.text)` is too short: a terminating pod needs \(EngineContract.graceBesideRuns)s in addition to "
            + "its runs; expected whole seconds, minutes and hours, at least `\(leastGraceSeconds)s`")
      }
    } catch {
      findings.error(element.position, error.reason)
    }
    return .string(scalar.text)
  }

  private static let leastGraceSeconds = 30
  /// It knows nothing of the longest.
  private static let gracePattern =
    "^([1-9][0-9]*h([0-9]+m)?([0-9]+s)?|[1-9][0-9]*m([0-9]+s)?|([3-9][0-9]|[1-9][0-9]{2,})s)$"

  /// Seconds; nil for a value that is not a grace. Kubernetes counts whole ones.
  static func graceSeconds(_ value: Value?) -> Int? {
    guard let text = value?.text, !text.hasPrefix("0"), !text.hasSuffix("ms"),
      let duration = try? DurationText(text), duration.milliseconds >= 1000 * leastGraceSeconds
    else { return nil }
    return duration.milliseconds / 1000
  }

  package static let nodeSelector = SettingField(
    "nodeSelector", "Labels of the cluster nodes on which the pods may run.", recorded: .texts,
    schema: { LabelReader.schema($0, reserved: []) },
    read: { element, _, findings in LabelReader.labels(element, &findings) })

  package static let tolerations = SettingField(
    "tolerations", "Taints that the pods tolerate.", recorded: .mappings,
    schema: TolerationReader.schema,
    read: { element, _, findings in TolerationReader.read(element, &findings) })

  package static let labels = SettingField(
    "labels", "Labels for objects and pods, in addition to those of tntc.", recorded: .texts,
    schema: { LabelReader.schema($0, reserved: LabelReader.reserved) },
    read: { element, _, findings in LabelReader.ownLabels(element, &findings) })

  package static let annotations = SettingField(
    "annotations", "Annotations for objects and pods.", recorded: .texts,
    schema: LabelReader.annotationSchema,
    read: { element, _, findings in LabelReader.annotations(element, &findings) })

  package static let secrets = SettingField(
    "secrets",
    "Where the Secret of a workflow comes from; `\(ExternalSecrets.shortForm)` stands for all defaults.",
    recorded: RecordedShape("`\(ExternalSecrets.shortForm)`, or \(RecordedShape.textsByKey.expected)") {
      $0 == .string(ExternalSecrets.shortForm) || RecordedShape.textsByKey.holds($0)
    },
    schema: ExternalSecretsReader.schema,
    read: { element, _, findings in ExternalSecretsReader.read(element, &findings) })

  package static let networkPolicy = SettingField(
    "networkPolicy",
    "Which network policies a workflow with a contract has: `kubernetes` or `off`, and what they allow in addition to it.",
    recorded: .mapping, schema: NetworkPolicyReader.schema,
    read: { element, _, findings in NetworkPolicyReader.read(element, &findings) })

  package static let sidecars = SettingField(
    "sidecars", "Images of sidecars by name; they override those of workflow.yaml.", recorded: .textsByKey,
    schema: SidecarImageReader.schema,
    read: { element, _, findings in SidecarImageReader.read(element, &findings) })

  package static let patches = SettingField(
    "patches",
    "Patches of the rendered objects, by name: a `target`, and a `patch` in the form of kustomize.",
    recorded: PatchReader.recorded, merge: .entries, schema: PatchReader.schema,
    read: { element, text, findings in PatchReader.read(element, text, &findings) })
}
