import Diagnostics
import YAML

/// The keys of workflow.yaml. Those of the blocks below stand in files of their own.
enum WorkflowKeys {
  /// What was read so far, in the order of the rows.
  struct Draft {
    let source: WorkflowSource
    var name: String?
    var version: VersionNumber?
    var versionPosition = Position(line: 1, column: 1)
    var description: String?
    var triggers: [any Trigger]?
    var graph: WorkflowGraph?
    var config = Config.usual
    var metadata = Mapping()
    var namespace: String?
    var contract: Contract?
    var sidecars: [Sidecar] = []
  }

  static let table = KeyTable<Draft>([
    name, version,
    .manifestNote("description", "What the workflow is for.", about: .fields) { $1.description = $0 },
    triggers, NodeKeys.row, EdgeKeys.row, ConfigReader.row, ContractKeys.row,
    SidecarKeys.row, MetadataKeys.row, DeploymentKeys.row,
  ])

  private static let name = KeyRow<Draft>.text(
    "name", "The name of the workflow and of its objects: lower-case letters, digits and single dashes.",
    .required, about: .name, form: NameRules.workflow
  ) { written, draft, _ in draft.name = written.text }

  private static let version = KeyRow<Draft>.value(
    "version",
    "MAJOR.MINOR or MAJOR.MINOR.PATCH, optionally with a pre-release like `-rc.1`. Raise it with each change.",
    .required, about: .version,
    schema: Mapping(
      [
        ("type", ["string", "number"]), ("minimum", 0), ("maxLength", .integer(NameRules.maximumLabelLength)),
      ] + VersionNumber.form.schema())
  ) { element, draft, findings in
    guard let text = element.text(of: "version", expected: "text", &findings) else { return }
    let most = NameRules.maximumLabelLength
    if text.utf8.count > most {
      findings.error(
        element.position, "the version is \(text.utf8.count) characters; a label value takes \(most)")
    }
    draft.version = VersionNumber.form.written(text, element.position, &findings).product
    draft.versionPosition = element.position
  }

  private static let triggers = KeyRow<Draft>.list(
    "triggers", "What starts a run; at least one.", .required, about: .triggers,
    expected: "a list, like `- type: manual`", schema: ["minItems": 1, "items": TriggerSchema.item()]
  ) { items, position, draft, findings in
    if items.isEmpty {
      findings.error(position, "`triggers` is empty; expected at least one, like `- type: manual`")
    } else {
      draft.triggers = TriggerReader.read(items, in: draft.name, &findings)
    }
  }
}

extension Workflow {
  /// Nil when what is missing was reported.
  init?(_ draft: WorkflowKeys.Draft, _ root: Element) {
    guard let name = draft.name, let version = draft.version, let triggers = draft.triggers,
      let graph = draft.graph
    else { return nil }
    let order = Graph(nodes: graph.nodes.map(\.name), edges: graph.edges.map { ($0.from, $0.to) })
    self.init(
      name: name, version: version, versionPosition: draft.versionPosition, description: draft.description,
      metadata: draft.metadata,
      triggers: triggers, nodes: graph.nodes, edges: graph.edges, stages: order.stages() ?? [],
      config: draft.config,
      namespace: draft.namespace, contract: draft.contract, sidecars: draft.sidecars,
      // An unquoted 1.10 is that version, not the number 1.1.
      document: root.value.patched(with: ["version": .string(version.text)]))
  }
}
