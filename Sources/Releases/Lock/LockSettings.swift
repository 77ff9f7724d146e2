import Settings
import YAML

/// Reads the settings of a lock. Their values were checked where they came in, so here only their types are: one of
/// a wrong type would be taken for no setting at all.
enum LockSettings {
  private enum Kind: String {
    case text
    case texts = "a mapping from keys to texts"
    case textsByKey = "a mapping from keys to mappings of texts"
    case secrets = "`external-secrets`, or a mapping from keys to mappings of texts"
    case mappings = "a list of mappings"
    case mapping = "a mapping"
    case count = "a whole number from 0 on"
    case replicas = "a whole number from 0 on, or `unmanaged`"
    case release = "`auto` or `manual`"
  }

  static func read(_ element: Element?) throws(LockProblem) -> Mapping {
    guard let element else { return Mapping() }
    guard case .mapping(let members) = element.content, case .mapping(let values) = element.value else {
      throw LockBody.problem(element, "`settings` is \(LockBody.shown(element)); expected a mapping")
    }
    for member in members {
      guard let key = SettingsKey(rawValue: member.key) else { continue }
      let kind = kind(of: key)
      guard isValid(member.value.value, as: kind) else {
        throw LockBody.problem(
          member.value,
          "`\(member.key)` of `settings` is \(LockBody.shown(member.value)); expected \(kind.rawValue)")
      }
    }
    return values
  }

  private static func kind(of key: SettingsKey) -> Kind {
    switch key {
    case .image, .namespace, .runtimeClass, .templates, .templatesDigest: .text
    case .replicas: .replicas
    case .keep: .count
    case .release: .release
    case .nodeSelector, .labels, .annotations: .texts
    case .resources: .textsByKey
    case .secrets: .secrets
    case .tolerations: .mappings
    case .config: .mapping
    }
  }

  private static func isValid(_ value: Value, as kind: Kind) -> Bool {
    switch (kind, value) {
    case (.text, .string), (.mapping, .mapping): true
    case (.replicas, .string(Settings.unmanagedReplicas)): true
    case (.replicas, .integer(let count)), (.count, .integer(let count)): count >= 0
    case (.release, .string(let mode)): ReleaseMode(rawValue: mode) != nil
    case (.texts, .mapping(let mapping)): mapping.values.allSatisfy { isValid($0, as: .text) }
    case (.textsByKey, .mapping(let mapping)): mapping.values.allSatisfy { isValid($0, as: .texts) }
    case (.secrets, .string(let text)): text == ExternalSecrets.shortForm
    case (.secrets, .mapping): isValid(value, as: .textsByKey)
    case (.mappings, .sequence(let items)): items.allSatisfy { isValid($0, as: .mapping) }
    default: false
    }
  }
}
