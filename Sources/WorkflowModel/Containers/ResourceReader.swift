import Diagnostics
package import YAML

/// Reads `resources:` of a container: requests and limits as Kubernetes quantities.
package enum ResourceReader {
  private static let keys = ["requests", "limits"]
  private static let resources = ["cpu", "memory", "ephemeral-storage"]
  /// It cannot tell whether an exponent or `u` comes to whole thousandths.
  private static let cpuPattern =
    "^\\+?([0-9]+\\.?|[0-9]*\\.[0-9]{1,3}0*|([0-9]+\\.?0*|\\.0+)m|\(number)([nu]|\(multiples)))$"
  private static let bytesPattern = "^\\+?\(number)([num]|\(multiples))?$"
  private static let number = "([0-9]+\\.?[0-9]*|\\.[0-9]+)"
  private static let multiples = "[kMGTPE]|[KMGTPE]i|[eE][-+]?[0-9]{1,9}"

  @Sendable package static func schema(_ documentation: String) -> Value {
    let quantities = SchemaParts.object(
      "Amounts as Kubernetes quantities, like `250m` or `256Mi`.",
      Mapping(
        resources.map {
          (
            $0,
            [
              "type": ["string", "number", "null"], "minimum": 0,
              "pattern": .string($0 == "cpu" ? cpuPattern : bytesPattern),
            ]
          )
        }), isOptional: true)
    return SchemaParts.object(documentation, Mapping(keys.map { ($0, quantities) }), isOptional: true)
  }

  package static func read(_ element: Element, _ findings: inout Findings) -> Value? {
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
      if !quantity.value.isNull {
        check(quantity.key, scalar.text, isLimit: member.key == "limits", quantity.value.position, &findings)
      }
      values[quantity.key] = quantity.value.isNull ? .null : .string(scalar.text)
    }
    return .mapping(values)
  }

  /// The least memory with which a process starts at all is far above this; less is a unit that was forgotten.
  private static let leastMemory = Quantity("1Mi")

  private static func check(
    _ resource: String, _ text: String, isLimit: Bool, _ position: Position, _ findings: inout Findings
  ) {
    guard !text.hasPrefix("-"), let quantity = Quantity(text), let leastMemory else {
      return findings.error(
        position, "`\(text)` is not a quantity; expected one like `250m`, `0.5` or `256Mi`")
    }
    if resource == "cpu" {
      // Kubernetes documentation, "CPU resource units": no finer than 1m.
      if !quantity.isWhole(inUnitsOfTenTo: -3) {
        findings.error(
          position, "`\(text)` of cpu is finer than the smallest step, `1m` (a thousandth)")
      }
      return
    }
    let isWhole = quantity.isWhole(inUnitsOfTenTo: 0)
    // More than that comes of an autoscaler, which writes `134217728500m` for an average.
    if text.hasSuffix("m"), !isWhole, quantity < leastMemory {
      let digits = text.dropLast()
      return findings.error(
        position,
        "`\(text)` of \(resource) are \(digits) thousandths of a byte; write `\(digits)M` or `\(digits)Mi`")
    }
    if !isWhole {
      // The API server takes it, rounds up and warns.
      findings.warning(
        position,
        "`\(text)` of \(resource) is not a whole number of bytes; write one that is, like `512Mi`")
    }
    if resource == "memory", Quantity("0").map({ $0 < quantity }) == true, quantity < leastMemory {
      let message =
        "`\(text)` of memory is less than 1Mi, too little to run anything; write it with a unit, like `128Mi`"
      if isLimit { findings.error(position, message) } else { findings.warning(position, message) }
    }
  }
}
