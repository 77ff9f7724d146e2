import Settings
import YAML

/// Reads the settings of a lock. Their values were checked where they came in, so here only their types are.
enum LockSettings {
  static func read(_ element: Element?) throws(LockProblem) -> Mapping {
    guard let element else { return Mapping() }
    guard case .mapping(let members) = element.content, case .mapping(let values) = element.value else {
      throw LockBody.problem(element, "`settings` is \(LockBody.shown(element)); expected a mapping")
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
}
