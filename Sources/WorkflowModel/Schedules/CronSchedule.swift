import Bytes
import Diagnostics
import YAML

/// A schedule of five fields, checked as the Kubernetes API server checks a CronJob's.
///
/// The API server parses it with robfig/cron v3 (`ParseStandard`). Its descriptors (`@daily`) are left
/// out, as a workflow's schedule is reported in five fields.
package struct CronSchedule: Hashable, Sendable {
  package typealias Invalid = InvalidText

  /// The pattern counts the fields, and leaves their values to Swift.
  package static let form = TextForm([
    "pattern": "^[ \\t]*[-*?,/0-9A-Za-z]+([ \\t]+[-*?,/0-9A-Za-z]+){4}[ \\t]*$"
  ]) { text throws(InvalidText) in try CronSchedule(text) }

  private static let descriptors = [
    "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *", "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@hourly": "0 * * * *",
  ]

  package let text: String
  /// The values of each field as bits.
  package let minutes: UInt64
  package let hours: UInt64
  package let daysOfMonth: UInt64
  package let months: UInt64
  package let daysOfWeek: UInt64

  let takesAnyDayOfMonth: Bool
  let takesAnyDayOfWeek: Bool

  package init(_ text: String) throws(Invalid) {
    try Self.checkForm(text)
    let fields = text.utf8.split { $0.isIn(" \t") }.map(Substring.init)
    guard fields.count == CronField.all.count else {
      throw Self.invalid(
        text,
        "it has \(Counted.text(fields.count, "field")); expected five: minute, hour, day of month, month, day of week"
      )
    }
    var values: [UInt64] = []
    for (field, part) in zip(CronField.all, fields) {
      do {
        values.append(try field.values(part))
      } catch {
        throw Self.invalid(text, error.reason)
      }
    }
    self.text = text
    minutes = values[0]
    hours = values[1]
    daysOfMonth = values[2]
    months = values[3]
    daysOfWeek = values[4]
    takesAnyDayOfMonth = Self.isAny(fields[2])
    takesAnyDayOfWeek = Self.isAny(fields[4])
  }

  /// Whether a field holds a star that stands for everything: then it does not widen the other day field.
  /// A step above 1 takes that away (robfig/cron v3, `getRange`).
  private static func isAny(_ field: Substring) -> Bool {
    field.parts(at: ",").contains { ["*", "?", "*/1", "?/1"].contains($0) }
  }

  private static func checkForm(_ text: String) throws(Invalid) {
    let start = text.utf8.drop { $0.isIn(" \t") }
    if !text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) || $0 == UInt8(ascii: "\t") }),
      text.contains(where: { $0.isWhitespace && $0 != " " && $0 != "\t" })
    {
      throw invalid(
        text, "it has a line break or a special blank; write it on one line, with normal spaces")
    }
    if start.starts(with: "TZ=".utf8) || start.starts(with: "CRON_TZ=".utf8) {
      throw invalid(text, "the time zone goes into `timeZone`, beside the schedule")
    }
    guard text.utf8.first == UInt8(ascii: "@") else { return }
    let way = descriptors[text].map { "write `\($0)`" } ?? "write the five fields"
    throw invalid(text, "descriptors are not supported; \(way)")
  }

  private static func invalid(_ text: String, _ what: String) -> Invalid {
    Invalid(reason: "schedule `\(text)` is not valid: \(what)")
  }

  /// The warning about one that `canNeverFire`.
  package static func neverFires(_ text: String) -> String {
    "schedule `\(text)` never fires: no year has such a day"
  }

  /// Whether no day of any year fits, as with February 30.
  package var canNeverFire: Bool {
    guard takesAnyDayOfWeek else { return false }
    let lengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return !(1...12).contains { month in
      months & 1 << UInt64(month) != 0
        && (1...lengths[month - 1]).contains { daysOfMonth & 1 << UInt64($0) != 0 }
    }
  }
}
