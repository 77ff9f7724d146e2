import Bytes

/// The rule for times after the last transition of a TZif file: a POSIX `TZ` string (POSIX.1-2017, 8.3, and
/// RFC 9636, 3.3).
struct ZoneRule: Sendable {
  private let standard: Int
  private let daylight: (offset: Int, start: Change, end: Change)?

  /// Nil when the text is not such a rule.
  init?(_ text: String) {
    var scanner = Scanner(text)
    guard scanner.name(), let west = scanner.time() else { return nil }
    standard = -west
    guard scanner.name() else {
      daylight = nil
      return
    }
    let offset =
      scanner.peek == UInt8(ascii: ",") ? standard + 3600 : scanner.time().map(-) ?? standard + 3600
    guard let start = scanner.change(), let end = scanner.change() else { return nil }
    daylight = (offset, start, end)
  }

  func offset(at time: Int) -> Int {
    guard let daylight else { return standard }
    let year = CivilTime(seconds: time + standard).year
    // Each change is reported in the time that holds before it.
    let start = daylight.start.seconds(in: year) - standard
    let end = daylight.end.seconds(in: year) - daylight.offset
    let isDaylight = start < end ? (start..<end).contains(time) : !(end..<start).contains(time)
    return isDaylight ? daylight.offset : standard
  }

  /// The day of a year and the time of that day.
  struct Change: Sendable {
    enum Day {
      /// `Mmonth.week.weekday`; week 5 is the last.
      case weekday(month: Int, week: Int, weekday: Int)
      /// `Jn`: 1 to 365, February 29 is never counted.
      case withoutLeap(Int)
      /// `n`: 0 to 365.
      case ofYear(Int)
    }

    let day: Day
    let time: Int

    /// Seconds from 1970 on the wall's clock.
    func seconds(in year: Int) -> Int { days(in: year) * CivilTime.secondsPerDay + time }

    private func days(in year: Int) -> Int {
      let first = CivilTime.days(year, 1, 1)
      let lengths = CivilTime.lengths(of: year)
      switch day {
      case .ofYear(let number): return first + number
      case .withoutLeap(let number): return first + number - 1 + (number >= 60 && lengths[1] == 29 ? 1 : 0)
      case .weekday(let month, let week, let weekday):
        let start = CivilTime.days(year, month, 1)
        let firstWeekday = ((start + 4) % 7 + 7) % 7
        let day = (weekday - firstWeekday + 7) % 7 + (week - 1) * 7
        return start + (day < lengths[month - 1] ? day : day - 7)
      }
    }
  }

  private struct Scanner {
    private var rest: ArraySlice<UInt8>

    init(_ text: String) { rest = Array(text.utf8)[...] }

    var peek: UInt8? { rest.first }

    /// `CET`, or `<+03>`.
    mutating func name() -> Bool {
      if take("<") {
        guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return false }
        rest = rest[(end + 1)...]
        return true
      }
      let letters = rest.prefix { $0.isIn(.letter) }
      rest = rest.dropFirst(letters.count)
      return letters.count >= 3
    }

    /// `[+-]h[:m[:s]]` in seconds.
    mutating func time() -> Int? {
      let sign = take("-") ? -1 : 1
      if sign == 1 { _ = take("+") }
      guard let hours = number() else { return nil }
      var seconds = hours * 3600
      for unit in [60, 1] {
        guard take(":") else { break }
        guard let part = number() else { return nil }
        seconds += part * unit
      }
      return sign * seconds
    }

    mutating func change() -> Change? {
      guard take(","), let day = day() else { return nil }
      guard take("/") else { return Change(day: day, time: 7200) }
      return time().map { Change(day: day, time: $0) }
    }

    private mutating func day() -> Change.Day? {
      if take("J") { return number().map(Change.Day.withoutLeap) }
      guard take("M") else { return number().map(Change.Day.ofYear) }
      guard let month = number(), take("."), let week = number(), take("."), let weekday = number(),
        (1...12).contains(month), (1...5).contains(week), (0...6).contains(weekday)
      else { return nil }
      return .weekday(month: month, week: week, weekday: weekday)
    }

    private mutating func number() -> Int? {
      let digits = rest.prefix { $0.isIn(.digit) }
      rest = rest.dropFirst(digits.count)
      return digits.count <= 4 ? Int(String(decoding: digits, as: UTF8.self)) : nil
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
      guard rest.first == UInt8(ascii: character) else { return false }
      rest.removeFirst()
      return true
    }
  }
}
