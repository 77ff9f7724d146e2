import Diagnostics
import YAML

/// A CronJob starts a run on a schedule.
package struct CronTrigger: Trigger {
  /// Nil for the first one without a name of its own; the others are `cron-2`, `cron-3` and so on.
  package private(set) var name: String?
  package private(set) var schedule: String
  package private(set) var timeZone: String?
  /// Whether an environment keeps it from starting anything; a version cannot say so.
  package private(set) var isSuspended = false
  /// Of the CronJob's name, behind that of the workflow.
  private var suffix: String

  struct Draft {
    let workflow: String?
    var name: String?
    var schedule: String?
    var timeZone: String?
  }

  /// What settings call the one without a name.
  package static let unnamed = type

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
          written.position, CronSchedule.neverFires(written.text))
      }
    },
    .text("timeZone", "A time zone of the IANA database, like `Europe/Berlin`.", form: TimeZoneName.form) {
      written, draft, _ in
      draft.timeZone = written.text
    },
    .text("name", "The name of a trigger.", form: NameRules.trigger) {
      written, draft, findings in
      draft.name = written.text
      if written.product != nil { check(written, in: draft.workflow, &findings) }
    },
  ])

  static func draft(in workflow: String?) -> Draft { Draft(workflow: workflow) }

  init?(_ draft: Draft) {
    guard let schedule = draft.schedule else { return nil }
    (name, self.schedule, timeZone) = (draft.name, schedule, draft.timeZone)
    suffix = Self.objectSuffix(draft.name)
  }

  /// Those without a name are counted, in the order of the file.
  mutating func settle(
    after count: Int, in workflow: String?, _ position: Position, _ findings: inout Findings
  ) {
    if count == 0 { return }
    suffix = "\(NameRules.cronSuffix)-\(count + 1)"
    name = String(suffix.dropFirst())
    if let workflow { Self.checkObject(named: workflow + suffix, position, &findings) }
  }

  var identity: String { "cron/\(suffix)" }

  func repetition(ofLine line: Int) -> String {
    "a second cron trigger for the CronJob `<workflow>\(suffix)`, the first is on line \(line); give this one "
      + "another `name`"
  }

  /// The name of its CronJob.
  package func object(of workflow: String) -> String { workflow + suffix }

  func context(in workflow: String) -> Mapping {
    [
      "name": name.map(Value.string) ?? .null, "object": .string(object(of: workflow)),
      "schedule": .string(schedule), "timeZone": timeZone.map(Value.string) ?? .null,
      "suspend": .bool(isSuspended),
      "data": .string(name.map { "{\"trigger\": \"\($0)\"}" } ?? "{}"),
    ]
  }

  /// The same as an environment runs it.
  ///
  /// - Parameters:
  ///   - schedule: nil for its own; the same of the time zone.
  package func scheduled(_ schedule: String?, timeZone: String?, isSuspended: Bool) -> CronTrigger {
    var cron = self
    cron.schedule = schedule ?? cron.schedule
    cron.timeZone = timeZone ?? cron.timeZone
    cron.isSuspended = isSuspended
    return cron
  }

  /// Names of objects have dashes where those of triggers may have underscores.
  private static func objectSuffix(_ name: String?) -> String {
    NameRules.cronSuffix
      + (name.map { "-" + $0.split(separator: "_", omittingEmptySubsequences: false).joined(separator: "-") }
        ?? "")
  }

  private static func check(
    _ name: WrittenText<String>, in workflow: String?, _ findings: inout Findings
  ) {
    if objectSuffix(name.text).hasSuffix("-") {
      findings.error(
        name.position,
        "a cron trigger named `\(name.text)` makes the CronJob `<workflow>\(objectSuffix(name.text))`, and the name "
          + "of an object cannot end like that; end it with a letter or digit")
    } else if let workflow {
      checkObject(named: workflow + objectSuffix(name.text), name.position, &findings)
    }
  }

  private static func checkObject(named object: String, _ position: Position, _ findings: inout Findings) {
    guard object.utf8.count > NameRules.maximumCronJobLength else { return }
    findings.error(
      position,
      "CronJob `\(object)` has \(object.utf8.count) characters; "
        + "the limit is \(NameRules.maximumCronJobLength), so shorten the trigger's name")
  }
}
