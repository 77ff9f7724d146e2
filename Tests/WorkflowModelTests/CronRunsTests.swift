import Foundation
import TestSupport
import Testing
import WorkflowModel

/// When schedules fire, beside Python's own reading of the time zone database.
struct CronRunsTests {
  private static let oracle = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "oracle/schedules.py")
  private static let zones = [
    "Europe/Berlin", "America/New_York", "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe",
    "Africa/Casablanca", "America/Santiago", "Pacific/Apia", "Europe/Dublin", "Antarctica/Troll", "Etc/UTC",
    "Asia/Tehran", "America/Havana",
  ]
  /// The oracle looks no further.
  private static let seconds = 45 * 86_400

  private struct Question {
    let zone: String
    let schedule: String
    let start: Int
  }

  @Test(
    .needs(.python), .enabled("there is no time zone database") { ZoneInfo(named: "Europe/Berlin") != nil })
  func `random schedules fire when Python says so`() throws {
    var generator = SplitMix64.seeded(for: "schedules")
    let questions = (0..<fuzzRounds(otherwise: 1) * 60).map { _ in Self.question(&generator) }
    let lines = questions.map { "\($0.zone)\t\($0.schedule)\t\($0.start)\n" }.joined()
    let outcome = try Tool.python.run([Self.oracle.path], input: Array(lines.utf8))
    try #require(outcome.status == 0, "\(outcome.errors)")
    let answers = String(decoding: outcome.output, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    for (question, answer) in zip(questions, answers) {
      let zone = try #require(ZoneInfo(named: question.zone))
      let runs = try CronSchedule(question.schedule).runs(after: question.start, in: zone, count: 3)
        .filter { $0 < question.start - question.start % 60 + 60 + Self.seconds }
      let text = runs.map { "\($0):\(zone.offset(at: $0))" }.joined(separator: " ")
      #expect(text == answer, "\(question)")
    }
  }

  private static func question(_ generator: inout SplitMix64) -> Question {
    func field(_ range: ClosedRange<Int>, star: Int) -> String {
      if Int.random(in: 0..<100, using: &generator) < star { return "*" }
      let count = Int.random(in: 1...3, using: &generator)
      return (0..<count).map { _ in "\(Int.random(in: range, using: &generator))" }.joined(separator: ",")
    }
    let schedule = [
      field(0...59, star: 10), field(0...4, star: 20), field(1...31, star: 60), field(1...12, star: 90),
      field(0...6, star: 60),
    ].joined(separator: " ")
    // From 1995 to 2060, so before and after the end of the tables of the database.
    let start = Int.random(in: 788_918_400...2_840_140_800, using: &generator)
    return Question(
      zone: zones.randomElement(using: &generator) ?? "Etc/UTC", schedule: schedule, start: start)
  }

  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0), ("2000-02-29T12:30:15Z", 951_827_415),
    ("2038-01-19T03:14:08Z", 2_147_483_648),
  ])
  func `times are read and shown`(text: String, seconds: Int) throws {
    #expect(CivilTime.seconds(utc: text) == seconds)
    let shown = String(text.prefix(16)).replacing("T", with: " ")
    #expect(CivilTime(seconds: seconds).text == shown)
  }

  @Test(arguments: [
    "2026-02-29T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01", "2026-13-01T00:00:00Z", "x",
  ])
  func `other texts are no times`(text: String) {
    #expect(CivilTime.seconds(utc: text) == nil)
  }

  @Test(arguments: ["Nowhere/Land", "../passwd", "Local", ""])
  func `unknown zones are told`(name: String) {
    #expect(ZoneInfo(named: name) == nil)
  }
}
