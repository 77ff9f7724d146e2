import Diagnostics
import YAML

/// `deployment:`, an open block of which the namespace is read.
enum DeploymentKeys {
  static let row = KeyRow<WorkflowKeys.Draft>.mapping(
    "deployment", "Where the workflow runs.", about: .deployment,
    schema: ["properties": .mapping(table.properties)]
  ) { _, element, draft, findings in
    guard let scope = FieldScope(open: element, owner: "`deployment`") else { return }
    table.read(scope, into: &draft, &findings)
  }

  private static let table = KeyTable<WorkflowKeys.Draft>([
    .value(
      "namespace", "The default namespace; `--namespace` and the settings override it.", type: "string",
      schema: NameRules.namespace.schema()
    ) { element, draft, findings in
      // A list or a mapping is as wrong as a text of another form.
      var text = ""
      if case .scalar(let scalar) = element.content { text = scalar.text }
      draft.namespace = NameRules.namespace.written(text, element.position, &findings).product
    }
  ])
}
