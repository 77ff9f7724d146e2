import Diagnostics
import YAML

/// Reads the items of `triggers:`.
enum TriggerReader {
  /// - Parameter workflow: its name, if it could be read.
  static func read(
    _ items: [Element], in workflow: String?, _ findings: inout Findings
  ) -> [any Trigger] {
    var triggers: [any Trigger] = []
    var positions: [ByteKey: Position] = [:]
    /// Those without a name, by their kind.
    var unnamed: [String: Int] = [:]
    for item in items {
      guard let scope = FieldScope(item, owner: "a trigger", known: TriggerKinds.keys, &findings),
        let kind = kind(scope, &findings), var trigger = kind.read(scope, in: workflow, &findings)
      else { continue }
      if trigger.name == nil {
        trigger.settle(after: unnamed[kind.type, default: 0], in: workflow, item.position, &findings)
        unnamed[kind.type, default: 0] += 1
      }
      let identity = ByteKey(trigger.identity)
      if let first = positions[identity] {
        findings.error(item.position, trigger.repetition(ofLine: first.line))
      } else {
        positions[identity] = item.position
      }
      triggers.append(trigger)
    }
    return triggers
  }

  private static func kind(_ scope: FieldScope, _ findings: inout Findings) -> (any Trigger.Type)? {
    guard scope.required("type", &findings) != nil, let (type, position) = scope.text("type", &findings)
    else { return nil }
    if let kind = TriggerKinds.named(type) { return kind }
    let expected = "expected \(TriggerKinds.expected)"
    if TriggerKinds.later.contains(type) {
      findings.error(position, "trigger type `\(type)` is not supported yet; \(expected)")
    } else {
      let hint = Suggestion.nearest(to: type, in: TriggerKinds.types).map { "did you mean `\($0)`?" }
      findings.error(position, "unknown trigger type `\(type)`; \(hint ?? expected)")
    }
    return nil
  }
}
