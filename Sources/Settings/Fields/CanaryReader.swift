import Diagnostics
import WorkflowModel
import YAML

/// Reads `canary:` of settings, which bounds what a canary adds.
enum CanaryReader {
  private static let ceiling = Settings.canaryCeilingKey
  private static let counts = 1...Settings.mostReplicas
  private static let expected = "a number of pods from \(counts.lowerBound) to \(counts.upperBound)"

  static let recorded = RecordedShape("a mapping with `\(ceiling)`, \(expected)") { value in
    guard case .mapping(let values) = value else { return false }
    return values[ceiling].map { count($0) != nil } ?? true
  }

  @Sendable static func schema(_ documentation: String) -> Value {
    let count: Value = [
      "description": .string("The most pods that a canary adds (default: \(Settings.usualCanaryCeiling))."),
      "type": ["integer", "null"], "minimum": .integer(counts.lowerBound),
      "maximum": .integer(counts.upperBound),
    ]
    return SchemaParts.object(documentation, Mapping([(ceiling, count)]), isOptional: true)
  }

  static func read(_ element: Element, _ findings: inout Findings) -> Value? {
    guard FieldScope(element, owner: "`canary`", known: [ceiling], &findings) != nil else { return nil }
    var values = Mapping()
    guard let field = element.member(ceiling)?.value else { return .mapping(values) }
    findings.warn(ofHazardsIn: field)
    if field.isNull {
      values[ceiling] = .null
    } else if let count = count(field.value) {
      values[ceiling] = .integer(count)
    } else {
      findings.error(field.position, "expected \(expected), not \(SettingsReader.shown(field))")
    }
    return .mapping(values)
  }

  private static func count(_ value: Value) -> Int? {
    if case .integer(let count) = value, counts.contains(count) { count } else { nil }
  }
}
