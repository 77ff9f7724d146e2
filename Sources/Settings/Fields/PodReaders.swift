import Diagnostics
import WorkflowModel
import YAML

/// Reads `resources:` of a container: requests and limits as Kubernetes quantities.
enum ResourceReader {
  static let keys = ["requests", "limits"]
  static let resources = ["cpu", "memory", "ephemeral-storage"]
  /// What is taken, for the schema, which cannot tell whether an exponent or `u` comes to whole thousandths.
  static let cpuPattern =
    "^\\+?([0-9]+\\.?|[0-9]*\\.[0-9]{1,3}0*|([0-9]+\\.?0*|\\.0+)m|\(number)([nu]|\(multiples)))$"
  static let bytesPattern = "^\\+?\(number)([num]|\(multiples))?$"
  private static let number = "([0-9]+\\.?[0-9]*|\\.[0-9]+)"
  private static let multiples = "[kMGTPE]|[KMGTPE]i|[eE][-+]?[0-9]{1,9}"

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
          position, "`\(text)` of cpu is finer than `1m`, a thousandth, which is the least there is")
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
        "`\(text)` of \(resource) is no whole number of bytes; write one that is, like `512Mi`")
    }
    if resource == "memory", Quantity("0").map({ $0 < quantity }) == true, quantity < leastMemory {
      let message =
        "`\(text)` of memory is less than 1Mi, in which nothing runs; write it with a unit, like `128Mi`"
      if isLimit { findings.error(position, message) } else { findings.warning(position, message) }
    }
  }
}

/// Reads `tolerations:` (Kubernetes API, Toleration).
enum TolerationReader {
  static let keys = ["key", "operator", "value", "effect", "tolerationSeconds"]
  static let patterns = [
    "key": "^$|\(LabelReader.keyPattern)", "value": LabelReader.valuePattern,
  ]
  static let words = [
    "operator": ["Exists", "Equal", ""], "effect": ["NoSchedule", "PreferNoSchedule", "NoExecute", ""],
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
    defer { checkTogether(item, values, &findings) }
    for member in members where !member.value.isNull {
      guard case .scalar(let scalar) = member.value.content else {
        findings.error(member.value.position, "`\(member.key)` is \(member.value.kind); expected text")
        continue
      }
      if member.key == "tolerationSeconds" {
        findings.warn(ofHazardsIn: member.value)
        // Less than zero evicts at once, as zero does.
        guard case .integer(let seconds) = scalar.resolved else {
          findings.error(member.value.position, "expected a number of seconds, not `\(scalar.text)`")
          continue
        }
        values[member.key] = .integer(seconds)
        continue
      }
      if let allowed = words[member.key], !allowed.contains(scalar.text) {
        let shown = allowed.filter { !$0.isEmpty }.map { "`\($0)`" }.joined(separator: ", ")
        findings.error(member.value.position, "`\(scalar.text)` is none of \(shown)")
      }
      // To the API an empty text is as none, and a cluster does not keep it.
      if scalar.text.isEmpty { continue }
      values[member.key] = .string(scalar.text)
    }
    return .mapping(values)
  }

  /// What the API server refuses of a toleration as a whole (`ValidateTolerations`).
  private static func checkTogether(_ item: Element, _ values: Mapping, _ findings: inout Findings) {
    func place(_ key: String) -> Position { item.member(key)?.value.position ?? item.position }
    let exists = values["operator"]?.text == "Exists"
    let (key, value) = (values["key"]?.text ?? "", values["value"]?.text ?? "")
    if key.isEmpty, !exists {
      findings.error(
        place("key"), "a toleration without a `key` is one for every taint, and has to say `operator: Exists`"
      )
    }
    if !key.isEmpty, !LabelReader.isKey(key) {
      findings.error(
        place("key"), "`\(key)` cannot be the key of a taint; expected `name` or `domain.example/name`")
    }
    if exists, !value.isEmpty {
      findings.error(
        place("value"), "`operator: Exists` takes any value, so it has no `value`; leave one of them out")
    } else if !value.isEmpty, !LabelReader.isName(value[...]) {
      findings.error(
        place("value"),
        "`\(value)` cannot be the value of a taint; expected at most 63 of `-_.a-zA-Z0-9`, with a letter or digit at "
          + "both ends")
    }
    if values["tolerationSeconds"] != nil, values["effect"]?.text != "NoExecute" {
      findings.error(
        place("tolerationSeconds"),
        "`tolerationSeconds` is how long a pod stays on a node, and goes with `effect: NoExecute` only")
    }
  }
}
