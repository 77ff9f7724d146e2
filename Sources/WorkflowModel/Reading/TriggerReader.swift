import Diagnostics
import YAML

/// Reads `triggers:`.
enum TriggerReader {
  private static let keys = ["type", "name", "schedule", "timeZone"]
  private static let types = ["manual", "cron"]
  private static let later = ["webhook", "queue"]

  /// Nil when no trigger could be read.
  static func read(_ scope: FieldScope, workflow: String?, _ findings: inout Findings) -> [Trigger]? {
    guard let field = scope.required("triggers", &findings) else { return nil }
    guard case .sequence(let items) = field.content else {
      findings.error(field.position, "`triggers` is \(field.kind); expected a list, like `- type: manual`")
      return nil
    }
    if items.isEmpty {
      findings.error(field.position, "`triggers` is empty; expected at least one, like `- type: manual`")
      return nil
    }
    var triggers: [Trigger] = []
    var names: [ByteKey: Position] = [:]
    for item in items {
      guard let trigger = trigger(item, workflow, &findings) else { continue }
      if let first = names.updateValue(item.position, forKey: ByteKey(identity(trigger))) {
        findings.error(item.position, repeated(trigger, first.line))
      }
      triggers.append(trigger)
    }
    return triggers
  }

  private static func trigger(
    _ item: Element, _ workflow: String?, _ findings: inout Findings
  ) -> Trigger? {
    guard let scope = FieldScope(item, owner: "a trigger", known: keys, &findings),
      scope.required("type", &findings) != nil, let (type, position) = scope.text("type", &findings)
    else { return nil }
    switch type {
    case "manual":
      for key in keys.dropFirst() {
        guard let field = scope.field(key) else { continue }
        findings.error(field.position, "`\(key)` belongs to a `cron` trigger; a manual one takes none")
      }
      return .manual
    case "cron": return cron(scope, workflow, &findings)
    case _ where later.contains(type):
      findings.error(position, "trigger type `\(type)` is not supported yet; expected `manual` or `cron`")
    default:
      let hint = Suggestion.nearest(to: type, in: types).map { "; did you mean `\($0)`?" }
      findings.error(
        position, "unknown trigger type `\(type)`\(hint ?? "; expected `manual` or `cron`")")
    }
    return nil
  }

  private static func cron(
    _ scope: FieldScope, _ workflow: String?, _ findings: inout Findings
  ) -> Trigger? {
    let name = scope.text("name", &findings)
    if let (name, position) = name { check(name: name, position, workflow, &findings) }
    let timeZone = scope.text("timeZone", &findings)
    if let (zone, position) = timeZone, let problem = TimeZoneName.problem(with: zone) {
      findings.error(position, problem)
    }
    guard scope.required("schedule", &findings) != nil,
      let (schedule, position) = scope.text("schedule", &findings)
    else { return nil }
    check(schedule: schedule, position, &findings)
    return .cron(CronTrigger(name: name?.text, schedule: schedule, timeZone: timeZone?.text))
  }

  private static func check(schedule: String, _ position: Position, _ findings: inout Findings) {
    do {
      if try CronSchedule(schedule).canNeverFire {
        findings.warning(position, "schedule `\(schedule)` never comes true: no such day in any year")
      }
    } catch {
      findings.error(position, error.reason)
    }
  }

  private static func check(
    name: String, _ position: Position, _ workflow: String?, _ findings: inout Findings
  ) {
    guard NameRules.isDNSLabel(name) else {
      findings.error(
        position,
        "`\(name)` cannot name a trigger; expected lower-case letters, digits and dashes, "
          + "no dash at either end (a DNS label, RFC 1123)")
      return
    }
    guard let workflow else { return }
    let object = "\(workflow)\(NameRules.cronSuffix)-\(name)"
    if object.utf8.count > NameRules.maximumCronJobLength {
      findings.error(
        position,
        "CronJob `\(object)` has \(object.utf8.count) characters; "
          + "the limit is \(NameRules.maximumCronJobLength), so shorten the trigger's name")
    }
  }

  private static func identity(_ trigger: Trigger) -> String {
    switch trigger {
    case .manual: "manual"
    case .cron(let cron): "cron/\(cron.name ?? "")"
    }
  }

  private static func repeated(_ trigger: Trigger, _ line: Int) -> String {
    switch trigger {
    case .manual: "a second `manual` trigger, the first is on line \(line); remove one"
    case .cron(let cron):
      if let name = cron.name {
        "a second cron trigger with the name `\(name)`, the first is on line \(line); rename one"
      } else {
        "a second cron trigger without a name, the first is on line \(line); give this one a `name`"
      }
    }
  }
}
