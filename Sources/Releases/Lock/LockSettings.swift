import Settings
import YAML

/// Reads the settings of a lock. Their values were checked where they came in, so here only their types are.
enum LockSettings {
  static func read(_ element: Element?) throws(LockProblem) -> Mapping {
    guard let element else { return Mapping() }
    guard case .mapping(let members) = element.content, case .mapping(let values) = element.value else {
      throw LockBody.problem(element, "`settings` is \(LockBody.shown(element)); expected a mapping")
    }
    // What is not known would be taken for `off`.
    if let kind = element.member(SettingField.networkPolicy.key)?.value.member("kind")?.value {
      _ = try networkPolicy(kind)
    }
    for member in members {
      guard let shape = SettingField(key: member.key)?.recorded, !shape.holds(member.value.value) else {
        continue
      }
      throw LockBody.problem(
        member.value,
        "`\(member.key)` of `settings` is \(LockBody.shown(member.value)); expected \(shape.expected)")
    }
    return values
  }

  static func networkPolicy(_ element: Element) throws(LockProblem) -> NetworkPolicySettings.Kind {
    let text = try LockBody.text(element, of: "networkPolicy")
    if let kind = NetworkPolicySettings.Kind(rawValue: text) { return kind }
    let known = NetworkPolicySettings.Kind.allCases.map { "`\($0.rawValue)`" }.joined(separator: " or ")
    throw LockBody.problem(element, "`networkPolicy` is `\(text)`; expected \(known)")
  }
}
