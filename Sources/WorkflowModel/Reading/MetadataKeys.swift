import Diagnostics
package import YAML

/// `metadata:`, an open block of which some keys become annotations.
enum MetadataKeys {
  struct Draft {
    var values = Mapping()
  }

  static let row = KeyRow<WorkflowKeys.Draft>.mapping(
    "metadata", "Free information about the workflow.", about: .deployment,
    schema: ["properties": .mapping(table.properties)]
  ) { _, element, draft, findings in
    guard let scope = FieldScope(open: element, owner: "`metadata`") else { return }
    var own = Draft()
    table.read(scope, into: &own, &findings)
    draft.metadata = own.values
  }

  private static let table = KeyTable<Draft>([
    .manifestNote("group", "The group that it belongs to; an annotation of the Deployment.") {
      $1.values["group"] = .string($0)
    },
    .manifestNote("environment", "Where it is meant to run; an annotation of the Deployment.") {
      $1.values["environment"] = .string($0)
    },
    .list(
      "tags", "Words to find it by; an annotation of the Deployment, with commas between them.",
      expected: "a list of texts, like `[reporting]`", schema: ["items": ["type": SchemaParts.scalarTypes]]
    ) { items, _, draft, findings in
      let tags = items.compactMap { $0.manifestText(of: "an item of tags", &findings) }
      if !tags.isEmpty { draft.values["tags"] = .string(tags.joined(separator: ",")) }
    },
  ])
}

extension Workflow {
  package static let annotationPrefix = "tentacular.dev/"

  /// What its author says of it, as annotations of its Deployments.
  package var annotations: Mapping {
    var annotations = Mapping()
    for (key, value) in metadata { annotations[Self.annotationPrefix + key] = value }
    annotations[Self.annotationPrefix + "description"] = description.map(Value.string)
    return annotations
  }
}
