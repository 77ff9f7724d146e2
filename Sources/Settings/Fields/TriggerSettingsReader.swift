import Diagnostics
import WorkflowModel
import YAML

/// Reads `triggers:` of settings: when cron triggers fire in an environment, by their names.
enum TriggerSettingsReader {
  private static let keys = [TriggerSettings.schedule, TriggerSettings.timeZone, TriggerSettings.suspend]

  static let recorded = RecordedShape(
    "a mapping from names of triggers to their `\(keys.joined(separator: "`, `"))`"
  ) { value in
    guard case .mapping(let entries) = value else { return false }
    return entries.values.allSatisfy { entry in
      guard case .mapping(let members) = entry else { return false }
      return members.allSatisfy { key, value in
        (key == TriggerSettings.suspend ? RecordedShape.boolean : .text).holds(value)
      }
    }
  }

  @Sendable static func schema(_ documentation: String) -> Value {
    let entry: Mapping = [
      TriggerSettings.schedule: text(
        "Five fields: minute, hour, day of month, month, day of week.", CronSchedule.form.schema()),
      TriggerSettings.timeZone: text(
        "A time zone of the IANA database, like `Europe/Berlin`.", TimeZoneName.form.schema()),
      TriggerSettings.suspend: [
        "description": "`true`: the CronJob starts nothing.", "type": ["boolean", "null"],
      ],
    ]
    return [
      "description": .string(documentation), "type": ["object", "null"],
      "propertyNames": .mapping(NameRules.trigger.schema()),
      "additionalProperties": SchemaParts.object(nil, entry, isOptional: true),
    ]
  }

  private static func text(_ documentation: String, _ form: Mapping) -> Value {
    let type: Value = ["description": .string(documentation), "type": ["string", "null"]]
    return type.patched(with: .mapping(form))
  }

  static func read(_ element: Element, _ findings: inout Findings) -> Value? {
    guard case .mapping(let members) = element.content else {
      findings.error(
        element.position,
        "expected a mapping from names of triggers, like `\(CronTrigger.unnamed): {suspend: true}`, not "
          + SettingsReader.shown(element))
      return nil
    }
    var values = Mapping()
    for member in members {
      do { _ = try NameRules.trigger.read(member.key) } catch {
        findings.error(member.keyPosition, error.reason)
      }
      values[member.key] = entry(member, &findings)
    }
    return .mapping(values)
  }

  private static func entry(_ member: Member, _ findings: inout Findings) -> Value? {
    if member.value.isNull { return .null }
    guard FieldScope(member.value, owner: "trigger `\(member.key)`", known: keys, &findings) != nil,
      case .mapping(let members) = member.value.content
    else { return nil }
    var values = Mapping()
    for member in members {
      values[member.key] = member.value.isNull ? .null : value(member, &findings)
    }
    return .mapping(values)
  }

  private static func value(_ member: Member, _ findings: inout Findings) -> Value? {
    let element = member.value
    // An unknown key is reported already.
    guard keys.contains(where: { $0.hasSameBytes(as: member.key) }) else { return nil }
    if member.key == TriggerSettings.suspend { return SettingsReader.boolean(element, &findings) }
    guard case .scalar(let scalar) = element.content else {
      findings.error(element.position, "`\(member.key)` is \(element.kind); expected text")
      return nil
    }
    do {
      if member.key == TriggerSettings.timeZone { return .string(try TimeZoneName.form.read(scalar.text)) }
      if try CronSchedule.form.read(scalar.text).canNeverFire {
        findings.warning(element.position, CronSchedule.neverFires(scalar.text))
      }
      return .string(scalar.text)
    } catch {
      findings.error(element.position, error.reason)
      return nil
    }
  }
}
