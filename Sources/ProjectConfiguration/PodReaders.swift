import Diagnostics
import WorkflowModel
import YAML

/// Reads `resources:` of a container: requests and limits as Kubernetes quantities.
enum ResourceReader {
  static let keys = ["requests", "limits"]
  static let resources = ["cpu", "memory", "ephemeral-storage"]
  /// What `isQuantity` takes, for the schema.
  static let quantityPattern = "^[0-9]+(\\.[0-9]+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?$"
  private static let suffixes = ["", "m", "k", "M", "G", "T", "Ki", "Mi", "Gi", "Ti"]

  static func read(_ element: Element, _ findings: inout Findings) -> Value? {
    guard FieldScope(element, owner: "`resources`", known: keys, &findings) != nil,
      case .mapping(let members) = element.content
    else { return nil }
    var values = Mapping()
    for member in members { values[member.key] = quantities(member, &findings) }
    return .mapping(values)
  }

  private static func quantities(_ member: Member, _ findings: inout Findings) -> Value? {
    if member.value.isNull { return .null }
    guard FieldScope(member.value, owner: "`\(member.key)`", known: resources, &findings) != nil,
      case .mapping(let members) = member.value.content
    else { return nil }
    var values = Mapping()
    for quantity in members {
      guard case .scalar(let scalar) = quantity.value.content else {
        findings.error(
          quantity.value.position, "`\(quantity.key)` is \(quantity.value.kind); expected a quantity")
        continue
      }
      if !quantity.value.isNull, !isQuantity(scalar.text) {
        findings.error(
          quantity.value.position,
          "`\(scalar.text)` is not a quantity; expected one like `250m`, `0.5` or `256Mi`")
      }
      values[quantity.key] = quantity.value.isNull ? .null : .string(scalar.text)
    }
    return .mapping(values)
  }

  /// The decimal and binary forms of a quantity (Kubernetes API, Quantity), without exponents and signs.
  private static func isQuantity(_ text: String) -> Bool {
    let digits = text.utf8.prefix { (48...57).contains($0) || $0 == UInt8(ascii: ".") }
    let parts = digits.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return suffixes.contains(String(Substring(text.utf8.dropFirst(digits.count)))) && parts.count <= 2
      && parts.allSatisfy { !$0.isEmpty }
  }
}

/// Reads `tolerations:` (Kubernetes API, Toleration).
enum TolerationReader {
  static let keys = ["key", "operator", "value", "effect", "tolerationSeconds"]
  static let words = [
    "operator": ["Exists", "Equal"], "effect": ["NoSchedule", "PreferNoSchedule", "NoExecute"],
  ]

  static func read(_ element: Element, _ findings: inout Findings) -> Value? {
    guard case .sequence(let items) = element.content else {
      findings.error(element.position, "expected a list of tolerations, not \(SettingsReader.shown(element))")
      return nil
    }
    return .sequence(items.compactMap { toleration($0, &findings) })
  }

  private static func toleration(_ item: Element, _ findings: inout Findings) -> Value? {
    guard FieldScope(item, owner: "a toleration", known: keys, &findings) != nil,
      case .mapping(let members) = item.content
    else { return nil }
    var values = Mapping()
    for member in members where !member.value.isNull {
      guard case .scalar(let scalar) = member.value.content else {
        findings.error(member.value.position, "`\(member.key)` is \(member.value.kind); expected text")
        continue
      }
      if member.key == "tolerationSeconds" {
        guard case .integer(let seconds) = scalar.resolved, seconds >= 0 else {
          findings.error(member.value.position, "expected a number of seconds, not `\(scalar.text)`")
          continue
        }
        values[member.key] = .integer(seconds)
        continue
      }
      if let allowed = words[member.key], !allowed.contains(scalar.text) {
        findings.error(
          member.value.position,
          "`\(scalar.text)` is none of \(allowed.map { "`\($0)`" }.joined(separator: ", "))")
      }
      values[member.key] = .string(scalar.text)
    }
    return .mapping(values)
  }
}
