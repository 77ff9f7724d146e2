import WorkflowModel
import YAML

/// What the pods have, and the objects around them.
extension SettingField {
  static let podFields = [
    resources, nodeSelector, tolerations, labels, annotations, secrets, networkPolicy, sidecars, patches,
  ]

  package static let resources = SettingField(
    "resources", "Resources of the engine's container.", recorded: .textsByKey,
    schema: ResourceReader.schema, read: { element, _, findings in ResourceReader.read(element, &findings) })

  package static let nodeSelector = SettingField(
    "nodeSelector", "Labels that a cluster's node needs for the pods.", recorded: .texts,
    schema: { LabelReader.schema($0, reserved: []) },
    read: { element, _, findings in LabelReader.labels(element, reserved: [], &findings) })

  package static let tolerations = SettingField(
    "tolerations", "Taints that the pods tolerate.", recorded: .mappings,
    schema: TolerationReader.schema,
    read: { element, _, findings in TolerationReader.read(element, &findings) })

  package static let labels = SettingField(
    "labels", "Labels for objects and pods, beside those of tntc.", recorded: .texts,
    schema: { LabelReader.schema($0, reserved: LabelReader.reserved) },
    read: { element, _, findings in
      LabelReader.labels(element, reserved: LabelReader.reserved, &findings)
    })

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
    "Which network policies a workflow with a contract has: `kubernetes` or `off`, and what they let through beside it.",
    recorded: .mapping, schema: NetworkPolicyReader.schema,
    read: { element, _, findings in NetworkPolicyReader.read(element, &findings) })

  package static let sidecars = SettingField(
    "sidecars", "Images of sidecars by their names, over those of workflow.yaml.", recorded: .textsByKey,
    schema: SidecarImageReader.schema,
    read: { element, _, findings in SidecarImageReader.read(element, &findings) })

  package static let patches = SettingField(
    "patches",
    "Changes to what the templates make, by names: a `target`, and a `patch` as kustomize takes it.",
    recorded: PatchReader.recorded, merge: .entries, schema: PatchReader.schema,
    read: { element, text, findings in PatchReader.read(element, text, &findings) })
}
