import Diagnostics
import WorkflowModel
import YAML

/// Reads `tolerations:` (Kubernetes API, Toleration).
enum TolerationReader {
  private enum Kind {
    case text(pattern: String)
    case words([String])
    case seconds

    var schema: Value {
      switch self {
      case .text(let pattern): ["type": SchemaParts.scalarTypes, "pattern": .string(pattern)]
      case .words(let words): ["enum": .sequence(words.map(Value.string) + ["", .null])]
      case .seconds: ["type": ["integer", "null"]]
      }
    }
  }

  private static let fields: [(key: String, kind: Kind)] = [
    ("key", .text(pattern: "^$|\(LabelReader.keyPattern)")),
    ("operator", .words(["Exists", "Equal"])),
    ("value", .text(pattern: LabelReader.valuePattern)),
    ("effect", .words(["NoSchedule", "PreferNoSchedule", "NoExecute"])),
    ("tolerationSeconds", .seconds),
  ]

  @Sendable static func schema(_ documentation: String) -> Value {
    let members = Mapping(fields.map { ($0.key, $0.kind.schema) })
    return [
      "description": .string(documentation), "type": ["array", "null"],
      "items": SchemaParts.object("A toleration.", members).patched(with: ["allOf": rules]),
    ]
  }

  /// Rules between the fields of a toleration (`ValidateTolerations` of the API server).
  private static let rules: Value = [
    [
      "anyOf": [
        ["required": ["key"], "properties": ["key": ["not": ["enum": [.null, ""]]]]],
        ["required": ["operator"], "properties": ["operator": ["const": "Exists"]]],
      ]
    ],
    [
      "anyOf": [
        ["not": ["required": ["operator"], "properties": ["operator": ["const": "Exists"]]]],
        ["properties": ["value": ["enum": [.null, ""]]]],
      ]
    ],
    [
      "anyOf": [
        ["properties": ["tolerationSeconds": ["type": "null"]]],
        ["required": ["effect"], "properties": ["effect": ["const": "NoExecute"]]],
      ]
    ],
  ]

  static func read(_ element: Element, _ findings: inout Findings) -> Value? {
    guard case .sequence(let items) = element.content else {
      findings.error(element.position, "expected a list of tolerations, not \(SettingsReader.shown(element))")
      return nil
    }
    return .sequence(items.compactMap { toleration($0, &findings) })
  }

  private static func toleration(_ item: Element, _ findings: inout Findings) -> Value? {
    guard FieldScope(item, owner: "a toleration", known: fields.map(\.key), &findings) != nil,
      case .mapping(let members) = item.content
    else { return nil }
    var values = Mapping()
    defer { checkTogether(item, values, &findings) }
    for member in members where !member.value.isNull {
      guard case .scalar(let scalar) = member.value.content else {
        findings.error(member.value.position, "`\(member.key)` is \(member.value.kind); expected text")
        continue
      }
      let kind = fields.first { $0.key == member.key }?.kind
      values[member.key] = value(scalar, kind, at: member.value, &findings)
    }
    return .mapping(values)
  }

  /// - Parameter kind: nil for an unknown key, which is reported already.
  private static func value(
    _ scalar: Scalar, _ kind: Kind?, at element: Element, _ findings: inout Findings
  ) -> Value? {
    switch kind {
    case .seconds?:
      findings.warn(ofHazardsIn: element)
      // Less than zero evicts at once, as zero does.
      if case .integer(let seconds) = scalar.resolved { return .integer(seconds) }
      findings.error(element.position, "expected a number of seconds, not `\(scalar.text)`")
      return nil
    case .words(let words)? where !scalar.text.isEmpty && !words.contains(scalar.text):
      let shown = words.map { "`\($0)`" }.joined(separator: ", ")
      findings.error(element.position, "`\(scalar.text)` is not one of \(shown)")
    default: break
    }
    // To the API an empty text is as none, and a cluster does not keep it.
    return scalar.text.isEmpty ? nil : .string(scalar.text)
  }

  /// What the API server refuses of a toleration as a whole (`ValidateTolerations`).
  private static func checkTogether(_ item: Element, _ values: Mapping, _ findings: inout Findings) {
    func place(_ key: String) -> Position { item.member(key)?.value.position ?? item.position }
    let exists = values["operator"]?.text == "Exists"
    let (key, value) = (values["key"]?.text ?? "", values["value"]?.text ?? "")
    if key.isEmpty, !exists {
      findings.error(
        place("key"), "a toleration without a `key` is for every taint and needs `operator: Exists`"
      )
    }
    if !key.isEmpty, !LabelReader.isKey(key) {
      findings.error(
        place("key"), "`\(key)` cannot be the key of a taint; expected `name` or `domain.example/name`")
    }
    if exists, !value.isEmpty {
      findings.error(
        place("value"),
        "`operator: Exists` matches any value, so `value` cannot stand beside it; remove one of them")
    } else if !value.isEmpty, !LabelReader.isName(value[...]) {
      findings.error(
        place("value"),
        "`\(value)` cannot be the value of a taint; expected at most 63 of `-_.a-zA-Z0-9`, with a letter or digit at "
          + "both ends")
    }
    if values["tolerationSeconds"] != nil, values["effect"]?.text != "NoExecute" {
      findings.error(
        place("tolerationSeconds"),
        "`tolerationSeconds` limits how long a pod stays on a node, and needs `effect: NoExecute`")
    }
  }
}
