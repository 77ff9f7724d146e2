import Bytes
import Diagnostics
import WorkflowModel
import YAML

/// Reads `secrets:`, which tells where the Secret of a workflow comes from.
enum ExternalSecretsReader {
  /// A key below `externalSecrets`.
  private struct Field: Sendable {
    let key: String
    /// As in "expected …".
    let expected: String
    let schema: Value
    let isValid: @Sendable (String) -> Bool
  }

  private static let fields = [
    Field(
      key: "store", expected: "the name of a store: lower-case letters, digits, dashes and dots",
      schema: SchemaParts.dnsSubdomain("The name of the store (default: `\(ExternalSecrets.usualStore)`)."),
      isValid: NameRules.isDNSSubdomain),
    Field(
      key: "kind", expected: "`SecretStore` or `ClusterSecretStore`",
      schema: [
        "description": .string("The kind of the store (default: `\(ExternalSecrets.usualKind)`)."),
        "enum": .sequence(ExternalSecrets.kinds.map(Value.string) + [.null]),
      ], isValid: { ExternalSecrets.kinds.contains($0) }),
    Field(
      key: "refreshInterval", expected: "a duration like `1h` or `1h30m`",
      schema: SchemaParts.text(
        "How often the operator reads it again (default: `\(ExternalSecrets.usualInterval)`).",
        pattern: "^([0-9]{1,9}(s|m|h))+$"), isValid: isInterval),
    Field(
      key: "key",
      expected:
        "the key of a remote secret like `teams/a/{name}`, in which `{name}` and `{service}` are marks",
      schema: SchemaParts.text(
        "The key of the remote secret, with the marks `{name}` for the workflow and `{service}` for each service of "
          + "its contract (default: `\(ExternalSecrets.usualKey)`).",
        pattern: "^([-A-Za-z0-9/_+=.@:]|\\{name\\}|\\{service\\})+$"), isValid: isKey),
  ]

  @Sendable static func schema(_ documentation: String) -> Value {
    [
      "description": .string(documentation),
      "anyOf": [
        ["enum": [.string(ExternalSecrets.shortForm), .null]],
        SchemaParts.object(
          "Where the Secret of a workflow comes from.",
          [
            ExternalSecrets.member: SchemaParts.object(
              "The External Secrets Operator makes it.", Mapping(fields.map { ($0.key, $0.schema) }),
              isOptional: true)
          ]),
      ],
    ]
  }

  static func read(_ element: Element, _ findings: inout Findings) -> Value? {
    if case .scalar(let scalar) = element.content {
      if scalar.text == ExternalSecrets.shortForm { return .string(ExternalSecrets.shortForm) }
      findings.error(
        element.position,
        "expected `\(ExternalSecrets.shortForm)` or a mapping with `\(ExternalSecrets.member)`, not `\(scalar.text)`"
      )
      return nil
    }
    guard let scope = FieldScope(element, owner: "`secrets`", known: [ExternalSecrets.member], &findings)
    else { return nil }
    guard let block = scope.field(ExternalSecrets.member) else { return element.value }
    guard
      FieldScope(block, owner: "`\(ExternalSecrets.member)`", known: fields.map(\.key), &findings) != nil,
      case .mapping(let members) = block.content
    else { return nil }
    var values = Mapping()
    for member in members {
      if member.value.isNull {
        values[member.key] = .null
        continue
      }
      // An unknown key is reported already.
      guard let field = fields.first(where: { $0.key == member.key }) else { continue }
      guard case .scalar(let scalar) = member.value.content else {
        findings.error(member.value.position, "`\(member.key)` is \(member.value.kind); expected text")
        continue
      }
      if !field.isValid(scalar.text) {
        findings.error(member.value.position, "expected \(field.expected), not `\(scalar.text)`")
      }
      values[member.key] = .string(scalar.text)
    }
    return .mapping([ExternalSecrets.member: .mapping(values)])
  }

  private static func isInterval(_ text: String) -> Bool {
    var digits = 0
    for byte in text.utf8 {
      if byte.isIn(.digit) {
        digits += 1
      } else {
        guard (1...9).contains(digits), byte.isIn("smh") else { return false }
        digits = 0
      }
    }
    return digits == 0 && !text.isEmpty
  }

  private static let keyBytes: ASCII = .alphanumeric.union("-/_+=.@:")

  private static func isKey(_ text: String) -> Bool {
    var rest = Array(text.utf8)[...]
    while let first = rest.first {
      if let mark = ["{name}", "{service}"].first(where: { rest.starts(with: $0.utf8) }) {
        rest = rest.dropFirst(mark.utf8.count)
      } else if first.isIn(keyBytes) {
        rest = rest.dropFirst()
      } else {
        return false
      }
    }
    return !text.isEmpty
  }
}
