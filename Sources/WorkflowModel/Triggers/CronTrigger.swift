import Diagnostics
import YAML

/// A CronJob starts a run on a schedule.
package struct CronTrigger: Trigger {
  /// Nil for the first one without a name of its own; the others are `cron-2`, `cron-3` and so on.
  package private(set) var name: String?
  package let schedule: String
  package let timeZone: String?
  /// Of the CronJob's name, behind that of the workflow.
  private var suffix: String
  /// Whether it has no name of its own.
  private var isCounted: Bool

  struct Draft {
    let workflow: String?
    var name: String?
    var schedule: String?
    var timeZone: String?
  }

  static let type = "cron"
  static let documentation = "`cron` with a schedule"
  static let contextList: String? = "crons"

  static let keys = KeyTable<Draft>([
    .text(
      "schedule", "Five fields: minute, hour, day of month, month, day of week.", .required,
      form: CronSchedule.form
    ) { written, draft, findings in
      draft.schedule = written.text
      if written.product?.canNeverFire == true {
        findings.warning(
          written.position, "schedule `\(written.text)` never comes true: no such day in any year")
      }
    },
    .text("timeZone", "A time zone of the IANA database, like `Europe/Berlin`.", form: TimeZoneName.form) {
      written, draft, _ in
      draft.timeZone = written.text
    },
    .text("name", "The name of a trigger.", form: NameRules.trigger) {
      written, draft, findings in
      draft.name = written.text
      if written.product != nil, let workflow = draft.workflow {
        checkObject(named: workflow + objectSuffix(written.text), written.position, &findings)
      }
    },
  ])

  static func draft(in workflow: String?) -> Draft { Draft(workflow: workflow) }

  init?(_ draft: Draft) {
    guard let schedule = draft.schedule else { return nil }
    (name, self.schedule, timeZone) = (draft.name, schedule, draft.timeZone)
    (suffix, isCounted) = (Self.objectSuffix(draft.name), draft.name == nil)
  }

  /// Those without a name are counted, in the order of the file.
  mutating func settle(
    after earlier: [any Trigger], in workflow: String?, _ position: Position, _ findings: inout Findings
  ) {
    guard name == nil, case let count = earlier.count(where: { ($0 as? CronTrigger)?.isCounted == true }),
      count > 0
    else { return }
    suffix = "\(NameRules.cronSuffix)-\(count + 1)"
    name = String(suffix.dropFirst())
    if let workflow { Self.checkObject(named: workflow + suffix, position, &findings) }
  }

  var identity: String { "cron/\(suffix)" }

  func repetition(ofLine line: Int) -> String {
    "a second cron trigger that makes the CronJob `<workflow>\(suffix)`, the first is on line \(line); "
      + "give this one another `name`"
  }

  func context(in workflow: String) -> Mapping {
    [
      "name": name.map(Value.string) ?? .null, "object": .string(workflow + suffix),
      "schedule": .string(schedule), "timeZone": timeZone.map(Value.string) ?? .null,
      "data": .string(name.map { "{\"trigger\": \"\($0)\"}" } ?? "{}"),
    ]
  }

  /// Names of objects have dashes where those of triggers may have underscores.
  private static func objectSuffix(_ name: String?) -> String {
    NameRules.cronSuffix
      + (name.map { "-" + $0.split(separator: "_", omittingEmptySubsequences: false).joined(separator: "-") }
        ?? "")
  }

  private static func checkObject(named object: String, _ position: Position, _ findings: inout Findings) {
    guard object.utf8.count > NameRules.maximumCronJobLength else { return }
    findings.error(
      position,
      "CronJob `\(object)` has \(object.utf8.count) characters; "
        + "the limit is \(NameRules.maximumCronJobLength), so shorten the trigger's name")
  }
}
