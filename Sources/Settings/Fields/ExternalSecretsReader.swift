import Diagnostics
import WorkflowModel
import YAML

/// Reads `secrets:`, which tells where the Secret of a workflow comes from.
enum ExternalSecretsReader {
  static let keys = ["store", "kind", "refreshInterval", "key"]

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
    guard let field = scope.field(ExternalSecrets.member) else { return element.value }
    guard FieldScope(field, owner: "`\(ExternalSecrets.member)`", known: keys, &findings) != nil,
      case .mapping(let members) = field.content
    else { return nil }
    var values = Mapping()
    for member in members {
      if member.value.isNull {
        values[member.key] = .null
        continue
      }
      // An unknown key is reported already.
      guard keys.contains(member.key) else { continue }
      guard case .scalar(let scalar) = member.value.content else {
        findings.error(member.value.position, "`\(member.key)` is \(member.value.kind); expected text")
        continue
      }
      if let expected = problem(member.key, scalar.text) {
        findings.error(member.value.position, "expected \(expected), not `\(scalar.text)`")
      }
      values[member.key] = .string(scalar.text)
    }
    return .mapping([ExternalSecrets.member: .mapping(values)])
  }

  /// What was expected as the value of a key; nil when the text is fine.
  private static func problem(_ key: String, _ text: String) -> String? {
    switch key {
    case "store": isStore(text) ? nil : "the name of a store: lower-case letters, digits, dashes and dots"
    case "kind": ExternalSecrets.kinds.contains(text) ? nil : "`SecretStore` or `ClusterSecretStore`"
    case "refreshInterval": isInterval(text) ? nil : "a duration like `1h` or `1h30m`"
    default:
      isKey(text)
        ? nil
        : "the key of a remote secret like `teams/a/{name}`, in which `{name}` and `{service}` are marks"
    }
  }

  private static func isStore(_ text: String) -> Bool {
    text.utf8.count <= ExternalSecrets.longestStore
      && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
        guard let first = part.utf8.first, let last = part.utf8.last else { return false }
        return isLower(first) && isLower(last)
          && part.utf8.allSatisfy { isLower($0) || $0 == UInt8(ascii: "-") }
      }
  }

  private static func isInterval(_ text: String) -> Bool {
    var digits = 0
    for byte in text.utf8 {
      if isDigit(byte) {
        digits += 1
      } else {
        guard (1...9).contains(digits), "smh".utf8.contains(byte) else { return false }
        digits = 0
      }
    }
    return digits == 0 && !text.isEmpty
  }

  private static func isKey(_ text: String) -> Bool {
    var rest = Array(text.utf8)[...]
    while let first = rest.first {
      if let mark = ["{name}", "{service}"].first(where: { rest.starts(with: $0.utf8) }) {
        rest = rest.dropFirst(mark.utf8.count)
      } else if isLower(first) || (65...90).contains(first) || "-/_+=.@:".utf8.contains(first) {
        rest = rest.dropFirst()
      } else {
        return false
      }
    }
    return !text.isEmpty
  }

  private static func isLower(_ byte: UInt8) -> Bool { isDigit(byte) || (97...122).contains(byte) }
  private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
}
