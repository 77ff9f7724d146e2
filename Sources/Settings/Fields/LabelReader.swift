import Bytes
import Diagnostics
import WorkflowModel
import YAML

/// Reads labels, node selectors and annotations (Kubernetes API, ObjectMeta).
package enum LabelReader {
  /// Labels that tntc sets itself; the last one is in selectors.
  package static let reserved = [
    "app.kubernetes.io/name", "app.kubernetes.io/version", "app.kubernetes.io/managed-by",
    "app.kubernetes.io/component", "tentacular.dev/track",
  ]

  /// What `isKey` and `isName` take.
  static let keyPattern = keyPattern(prefix: "a-z0-9")
  /// The API server looks at the keys of annotations in lower case (`ValidateAnnotations`).
  private static let annotationKeyPattern = keyPattern(prefix: "a-zA-Z0-9")

  private static func keyPattern(prefix characters: String) -> String {
    let part = "[\(characters)]([-\(characters)]*[\(characters)])?"
    return "^((?=[^/]{1,\(NameRules.maximumSubdomainLength)}/)\(part)(\\.\(part))*/)?"
      + "[A-Za-z0-9]([-._A-Za-z0-9]{0,61}[A-Za-z0-9])?$"
  }

  static let valuePattern = "^([A-Za-z0-9]([-._A-Za-z0-9]{0,61}[A-Za-z0-9])?)?$"

  static func schema(_ documentation: String, reserved: [String]) -> Value {
    var names: Value = ["pattern": .string(keyPattern)]
    if !reserved.isEmpty {
      names = names.patched(with: ["not": ["enum": .sequence(reserved.map(Value.string))]])
    }
    return [
      "description": .string(documentation), "type": ["object", "null"], "propertyNames": names,
      "additionalProperties": ["type": SchemaParts.scalarTypes, "pattern": .string(valuePattern)],
    ]
  }

  @Sendable static func annotationSchema(_ documentation: String) -> Value {
    [
      "description": .string(documentation), "type": ["object", "null"],
      "propertyNames": ["pattern": .string(annotationKeyPattern)],
      "additionalProperties": ["type": SchemaParts.scalarTypes],
    ]
  }

  /// Labels by which others are found: nodes and pods.
  static func labels(_ element: Element, _ findings: inout Findings) -> Value? {
    read(element, &findings) { _, text in problem(withValue: text) }
  }

  /// Labels of a workflow's own objects, which its kustomization gives them.
  static func ownLabels(_ element: Element, _ findings: inout Findings) -> Value? {
    read(element, &findings) { member, text in
      if reserved.contains(member.key) {
        return "label `\(member.key)` is set by tntc; choose another key"
      }
      return nonText(member.key, "label") ?? problem(withValue: text)
    }
  }

  static func annotations(_ element: Element, _ findings: inout Findings) -> Value? {
    read(element, isAnnotation: true, &findings) { member, _ in nonText(member.key, "annotation") }
  }

  /// Why kustomize fails on a key, which it writes without the quotes that it read it with.
  private static func nonText(_ key: String, _ noun: String) -> String? {
    guard NonText.isReadFrom(key) else { return nil }
    return
      "kustomize cannot build an object with the \(noun) `\(key)`, as it takes the key for a number, a date, "
      + "a boolean or null; give it another key, like `example.com/\(key)`"
  }

  private static func asciiLowercased(_ text: String) -> String {
    String(decoding: text.utf8.map(\.asciiLowercased), as: UTF8.self)
  }

  /// - Parameter check: what is wrong with a member, nil when nothing is.
  private static func read(
    _ element: Element, isAnnotation: Bool = false, _ findings: inout Findings,
    check: (Member, String) -> String?
  ) -> Value? {
    guard case .mapping(let members) = element.content else {
      findings.error(
        element.position, "expected a mapping from keys to texts, not \(SettingsReader.shown(element))")
      return nil
    }
    var values = Mapping()
    for member in members {
      if let problem = problem(withKey: member.key, isAnnotation: isAnnotation) {
        findings.error(member.keyPosition, problem)
      }
      guard case .scalar(let scalar) = member.value.content else {
        findings.error(member.value.position, "`\(member.key)` is \(member.value.kind); expected text")
        continue
      }
      if member.value.isNull {
        values[member.key] = .null
        continue
      }
      if let problem = check(member, scalar.text) { findings.error(member.value.position, problem) }
      values[member.key] = .string(scalar.text)
    }
    return .mapping(values)
  }

  /// Why a text is not a value of a label; nil for one that is.
  package static func problem(withValue text: String) -> String? {
    text.isEmpty || isName(text[...])
      ? nil
      : "`\(text)` cannot be the value of a label; expected at most 63 of `-_.a-zA-Z0-9`, "
        + "with a letter or digit at both ends"
  }

  package static func problem(withKey key: String, isAnnotation: Bool) -> String? {
    isKey(isAnnotation ? asciiLowercased(key) : key)
      ? nil : "`\(key)` cannot be a key here; expected `name` or `domain.example/name`"
  }

  /// A name, or one behind a subdomain (`IsQualifiedName` of the API server).
  static func isKey(_ key: String) -> Bool {
    let parts = key.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count <= 2, let name = parts.last, isName(name) else { return false }
    guard parts.count == 2, let prefix = parts.first else { return true }
    return NameRules.isDNSSubdomain(String(prefix))
  }

  static func isName(_ text: Substring) -> Bool {
    guard (1...NameRules.maximumLabelLength).contains(text.utf8.count), let first = text.utf8.first,
      let last = text.utf8.last
    else { return false }
    return first.isIn(.alphanumeric) && last.isIn(.alphanumeric)
      && text.consists(of: .alphanumeric.union("-._"))
  }
}
