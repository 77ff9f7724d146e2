import Diagnostics
import YAML

/// A CronJob starts a run on a schedule.
package struct CronTrigger: Trigger {
  package let name: String?
  package let schedule: String
  package let timeZone: String?

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
    .text("name", "The name of a cron trigger; needed when there are several.", form: NameRules.trigger) {
      written, draft, findings in
      draft.name = written.text
      if written.product != nil, let workflow = draft.workflow {
        checkObject(named: objectName(written.text, in: workflow), written.position, &findings)
      }
    },
  ])

  static func draft(in workflow: String?) -> Draft { Draft(workflow: workflow) }

  init?(_ draft: Draft) {
    guard let schedule = draft.schedule else { return nil }
    (name, self.schedule, timeZone) = (draft.name, schedule, draft.timeZone)
  }

  var identity: String { "cron/\(name ?? "")" }

  func repetition(ofLine line: Int) -> String {
    if let name {
      "a second cron trigger with the name `\(name)`, the first is on line \(line); rename one"
    } else {
      "a second cron trigger without a name, the first is on line \(line); give this one a `name`"
    }
  }

  func context(in workflow: String) -> Mapping {
    [
      "name": name.map(Value.string) ?? .null, "object": .string(Self.objectName(name, in: workflow)),
      "schedule": .string(schedule), "timeZone": timeZone.map(Value.string) ?? .null,
      "data": .string(name.map { "{\"trigger\": \"\($0)\"}" } ?? "{}"),
    ]
  }

  /// The name of the CronJob.
  private static func objectName(_ name: String?, in workflow: String) -> String {
    workflow + NameRules.cronSuffix + (name.map { "-\($0)" } ?? "")
  }

  private static func checkObject(named object: String, _ position: Position, _ findings: inout Findings) {
    guard object.utf8.count > NameRules.maximumCronJobLength else { return }
    findings.error(
      position,
      "CronJob `\(object)` has \(object.utf8.count) characters; "
        + "the limit is \(NameRules.maximumCronJobLength), so shorten the trigger's name")
  }
}
