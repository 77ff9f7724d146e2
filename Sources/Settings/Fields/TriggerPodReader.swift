import WorkflowModel
import YAML

/// Reads `triggerPod:`, what the pods have that start runs.
enum TriggerPodReader {
  static let resources = Settings.triggerResourcesKey

  static let recorded = RecordedShape(
    "a mapping with `\(resources)`, \(RecordedShape.textsByKey.expected)"
  ) { value in
    guard case .mapping(let members) = value else { return false }
    return members[resources].map(RecordedShape.textsByKey.holds) ?? true
  }

  @Sendable static func schema(_ documentation: String) -> Value {
    SchemaParts.object(
      documentation,
      [
        resources: ResourceReader.schema("Resources of the container.").patched(with: [
          "type": ["object", "null"]
        ])
      ],
      isOptional: true)
  }

  static func read(_ element: Element, _ findings: inout Findings) -> Value? {
    guard FieldScope(element, owner: "`triggerPod`", known: [resources], &findings) != nil else { return nil }
    guard let field = element.member(resources)?.value else { return [:] }
    return .mapping([resources: field.isNull ? .null : ResourceReader.read(field, &findings) ?? .null])
  }
}
