extension CronSchedule {
  /// robfig/cron v3, which the CronJob controller uses, gives up after five years.
  private static let yearsAhead = 5

  /// The next times at which the schedule fires, in seconds since 1970, at most `count`.
  ///
  /// As in the CronJob controller, a time that a clock skips never comes, and one that it shows twice comes
  /// twice.
  package func runs(after time: Int, in zone: ZoneInfo, count: Int) -> [Int] {
    var runs: [Int] = []
    var next = time - ((time % 60 + 60) % 60) + 60
    let end = time + Self.yearsAhead * 366 * CivilTime.secondsPerDay
    while next < end, runs.count < count {
      let local = next + zone.offset(at: next)
      let clock = CivilTime(seconds: local)
      guard isDay(clock) else {
        // To shortly before midnight, as a clock may be set on the way there.
        let left = CivilTime.secondsPerDay - (clock.hour * 3600 + clock.minute * 60)
        next += left > 4 * 3600 ? left - 3 * 3600 : 60
        continue
      }
      if hours & 1 << UInt64(clock.hour) != 0, minutes & 1 << UInt64(clock.minute) != 0 { runs.append(next) }
      next += 60
    }
    return runs
  }

  /// How often it fires in four years of one zone whose clock is never set: to compare schedules by.
  package var runsInFourYears: Int {
    // From 1972 to 1975.
    let days = (730..<2191).count { isDay(CivilTime(seconds: $0 * CivilTime.secondsPerDay)) }
    return days * hours.nonzeroBitCount * minutes.nonzeroBitCount
  }

  /// Both day fields have to fit, or one of them when neither is a star (robfig/cron v3, `dayMatches`).
  private func isDay(_ clock: CivilTime) -> Bool {
    guard months & 1 << UInt64(clock.month) != 0 else { return false }
    let isDayOfMonth = daysOfMonth & 1 << UInt64(clock.day) != 0
    let isDayOfWeek = daysOfWeek & 1 << UInt64(clock.weekday) != 0
    return takesAnyDayOfMonth || takesAnyDayOfWeek
      ? isDayOfMonth && isDayOfWeek : isDayOfMonth || isDayOfWeek
  }
}
