import Bytes
import Diagnostics
import WorkflowModel
import YAML

/// Reads `autoscale:` and `disruption:` of settings. What their members have to be together is `SettingsCheck`'s, as
/// several places may give them.
enum ScalingReader {
  // MARK: autoscale

  private static let pods = 1...Settings.mostReplicas
  /// In percent of what the pods ask for.
  private static let utilization = 1...1000

  private static let autoscaleFields: [(key: String, documentation: String, range: ClosedRange<Int>)] = [
    (Autoscale.min, "The least number of pods (default: \(Autoscale.usualMin)).", pods),
    (Autoscale.max, "The most pods.", pods),
    (
      Autoscale.cpu,
      "The average CPU use of the pods, in percent of their requests (default: \(Autoscale.usualCPU), unless "
        + "there is `memory`).", utilization
    ),
    (Autoscale.memory, "The same for memory.", utilization),
  ]

  static let recordedAutoscale = RecordedShape(
    "a mapping with whole numbers for `\(autoscaleFields.map(\.key).joined(separator: "`, `"))`"
  ) { value in
    guard case .mapping(let members) = value else { return false }
    return members.allSatisfy { key, value in
      guard case .integer(let count) = value else { return false }
      return autoscaleFields.first { $0.key == key }?.range.contains(count) ?? true
    }
  }

  @Sendable static func autoscaleSchema(_ documentation: String) -> Value {
    let members = autoscaleFields.map { field -> (String, Value) in
      (
        field.key,
        [
          "description": .string(field.documentation), "type": ["integer", "null"],
          "minimum": .integer(field.range.lowerBound), "maximum": .integer(field.range.upperBound),
        ]
      )
    }
    return SchemaParts.object(documentation, Mapping(members), isOptional: true)
  }

  static func autoscale(_ element: Element, _ findings: inout Findings) -> Value? {
    let keys = autoscaleFields.map(\.key)
    guard FieldScope(element, owner: "`autoscale`", known: keys, &findings) != nil,
      case .mapping(let members) = element.content
    else { return nil }
    var values = Mapping()
    for member in members {
      // An unknown key is reported already.
      guard let field = autoscaleFields.first(where: { $0.key.hasSameBytes(as: member.key) }) else {
        continue
      }
      if member.value.isNull {
        values[member.key] = .null
        continue
      }
      findings.warn(ofHazardsIn: member.value)
      if case .integer(let count) = member.value.value, field.range.contains(count) {
        values[member.key] = .integer(count)
        continue
      }
      findings.error(
        member.value.position,
        "expected a whole number from \(field.range.lowerBound) to \(field.range.upperBound), not "
          + SettingsReader.shown(member.value))
    }
    return .mapping(values)
  }

  // MARK: disruption

  private static let unavailable = Settings.maxUnavailableKey
  /// `IsValidPercent` of the API server, and no more than all.
  private static let percentPattern = "^(100|[1-9]?[0-9])%$"
  private static let expectedUnavailable =
    "a number of pods from 0 to \(Settings.mostReplicas), or a share of them like `25%`"

  static let recordedDisruption = RecordedShape(
    "a mapping with `\(unavailable)`, \(expectedUnavailable)"
  ) { value in
    guard case .mapping(let members) = value else { return false }
    return members[unavailable].map(isUnavailable) ?? true
  }

  @Sendable static func disruptionSchema(_ documentation: String) -> Value {
    let value: Value = [
      "description": "How many pods may be missing while nodes are drained: a number, or a share like `25%`.",
      "anyOf": [
        ["type": ["integer", "null"], "minimum": 0, "maximum": .integer(Settings.mostReplicas)],
        ["type": "string", "pattern": .string(percentPattern)],
      ],
    ]
    return SchemaParts.object(documentation, Mapping([(unavailable, value)]), isOptional: true)
  }

  static func disruption(_ element: Element, _ findings: inout Findings) -> Value? {
    guard FieldScope(element, owner: "`disruption`", known: [unavailable], &findings) != nil else {
      return nil
    }
    var values = Mapping()
    guard let field = element.member(unavailable)?.value else { return .mapping(values) }
    findings.warn(ofHazardsIn: field)
    let value = field.value
    if field.isNull {
      values[unavailable] = .null
    } else if isUnavailable(value) {
      values[unavailable] = value
      if value == 0 || value == "0%" {
        findings.warning(
          field.position, "no pod may be missing, so a node that runs one cannot be drained")
      }
    } else {
      findings.error(
        field.position, "expected \(expectedUnavailable), not \(SettingsReader.shown(field))")
    }
    return .mapping(values)
  }

  private static func isUnavailable(_ value: Value) -> Bool {
    switch value {
    case .integer(let count): return (0...Settings.mostReplicas).contains(count)
    case .string(let text):
      guard text.hasSuffix("%"), let percent = Int(text.dropLast()) else { return false }
      return (0...100).contains(percent) && "\(percent)%".utf8.count == text.utf8.count
    default: return false
    }
  }
}
