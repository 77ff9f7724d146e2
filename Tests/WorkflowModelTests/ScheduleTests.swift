import Testing
import WorkflowModel

@Suite struct ScheduleTests {
  @Test(arguments: [
    "*/5 * * * *", "0 9 * * MON-FRI", "0 0 1,15 jan-JUN ?", "5/15 0-6/2 * * 0", "0 0 29 2 *", "59 23 31 12 6",
    "0  0\t* * *", "*/1000 * * * *",
  ])
  func theApiServerTakesThese(text: String) throws {
    #expect(try CronSchedule(text).text == text)
  }

  @Test(arguments: [
    ("0 0 * * 7", "day of week: 7 is not between 0 and 6; Sunday is 0, as in `5-6,0`"),
    ("0 0 * * 5-7", "7 is not between"),
    ("0 0 * * FRI-SUN", "write it as two, `FRI-6,0-SUN`"), ("0 0 L * *", "`L` is not a number"),
    ("*/0 * * * *", "a step of 0"), ("TZ=UTC 0 0 * * *", "`timeZone`"),
    ("CRON_TZ=UTC 0 0 * * *", "`timeZone`"),
    ("@daily", "write `0 0 * * *`"), ("@every 1h", "write the five fields"), ("* * * *", "it has 4 fields"),
    ("* * * * * *", "it has 6 fields"), ("60 * * * *", "60 is not between 0 and 59"),
    ("0 24 * * *", "24 is not between"), ("0 0 0 * *", "0 is not between 1 and 31"),
    ("0 0 * 13 *", "13 is not"),
    ("1,,2 * * * *", "`` is not a number, range or step"), ("1-2-3 * * * *", "`1-2-3` is not a number"),
    ("1/2/3 * * * *", "not a number, range or step"), ("-1 * * * *", "is not a number"),
    ("", "it has 0 fields"),
    ("0 0 * * *\n", "a line break"), (" TZ=UTC 0 0 * * *", "`timeZone`"),
    ("99999999999999999999 * * * *", "is not a number"),
    ("0 0 * * MONDAY", "`MONDAY` is not a number and not a name"),
  ])
  func andRefusesThese(text: String, why: String) {
    #expect {
      try CronSchedule(text)
    } throws: {
      ($0 as? CronSchedule.Invalid)?.reason.contains(why) == true
    }
  }

  @Test func aDayThatNeverComesIsNoticed() throws {
    #expect(try CronSchedule("0 0 31 2 *").canNeverFire)
    #expect(try CronSchedule("0 0 31 4,6,9,11 *").canNeverFire)
    #expect(try !CronSchedule("0 0 29 2 *").canNeverFire)
    #expect(try CronSchedule("0 0 31 2 1,*").canNeverFire)
    #expect(try !CronSchedule("0 0 31 2 */2").canNeverFire)
    // With a day of week the two are alternatives.
    #expect(try !CronSchedule("0 0 31 2 MON").canNeverFire)
  }

  @Test func fieldsAreBits() throws {
    let schedule = try CronSchedule("0,30 9-11 1 */6 MON")
    #expect(schedule.minutes == 1 | 1 << 30)
    #expect(schedule.hours == 1 << 9 | 1 << 10 | 1 << 11)
    #expect(schedule.daysOfMonth == 1 << 1)
    #expect(schedule.months == 1 << 1 | 1 << 7)
    #expect(schedule.daysOfWeek == 1 << 1)
  }

  @Test(arguments: [
    ("30s", 30_000), ("2m", 120_000), ("1h30m", 5_400_000), ("500ms", 500), ("1m0s", 60_000),
    ("24h", 86_400_000),
  ])
  func durations(text: String, milliseconds: Int) throws {
    #expect(try DurationText(text).milliseconds == milliseconds)
  }

  @Test(arguments: [
    "", "30", "s", "-1s", "1.5s", "1d", "30 s", "1s1m", "1s1s", "0s", "25h", "99999999999999999999s", "+1s",
  ])
  func noDurations(text: String) {
    #expect(throws: DurationText.Invalid.self) { try DurationText(text) }
  }

  @Test func theLongestRunCoversStagesRetriesAndPauses() {
    let once = Config(timeoutMilliseconds: 1000, retries: 0)
    #expect(EngineContract.longestRunMilliseconds(stages: 3, config: once) == 3000)
    let twice = Config(timeoutMilliseconds: 1000, retries: 2)
    #expect(EngineContract.longestRunMilliseconds(stages: 2, config: twice) == 2 * (3000 + 100 + 200))
    #expect(EngineContract.backoffMilliseconds(beforeRetry: 100) == 10_000)
  }
}
