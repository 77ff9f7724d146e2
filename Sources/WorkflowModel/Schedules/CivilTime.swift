import Bytes

/// A time as a clock on the wall shows it, to the minute.
package struct CivilTime: Hashable, Sendable {
  package let year: Int
  package let month: Int
  package let day: Int
  package let hour: Int
  package let minute: Int
  /// 0 is Sunday.
  package let weekday: Int

  static let secondsPerDay = 86_400

  /// - Parameter seconds: since 1970-01-01 00:00 on that clock.
  package init(seconds: Int) {
    let days = Self.floored(seconds, Self.secondsPerDay)
    let rest = seconds - days * Self.secondsPerDay
    (year, month, day) = Self.date(days: days)
    hour = rest / 3600
    minute = rest % 3600 / 60
    // 1970-01-01 was a Thursday.
    weekday = ((days + 4) % 7 + 7) % 7
  }

  /// Days from 1970-01-01 to a date of the Gregorian calendar.
  static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let before = year - 1
    let leapDays = floored(before, 4) - floored(before, 100) + floored(before, 400)
    let lengths = lengths(of: year)
    return before * 365 + leapDays - 719_162 + lengths[..<(month - 1)].reduce(0, +) + day - 1
  }

  static func lengths(of year: Int) -> [Int] {
    let isLeap = year % 4 == 0 && year % 100 != 0 || year % 400 == 0
    return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
  }

  private static func date(days: Int) -> (Int, Int, Int) {
    // A first guess that is off by one at most.
    var year = 1970 + floored(days * 400, 146_097)
    while Self.days(year, 1, 1) > days { year -= 1 }
    while Self.days(year + 1, 1, 1) <= days { year += 1 }
    var rest = days - Self.days(year, 1, 1)
    let lengths = lengths(of: year)
    var month = 1
    while rest >= lengths[month - 1] {
      rest -= lengths[month - 1]
      month += 1
    }
    return (year, month, rest + 1)
  }

  private static func floored(_ number: Int, _ divisor: Int) -> Int {
    number >= 0 ? number / divisor : (number - divisor + 1) / divisor
  }
}

extension CivilTime {
  /// `2026-11-24 09:00`
  package var text: String {
    "\(Self.digits(year, 4))-\(Self.digits(month, 2))-\(Self.digits(day, 2)) "
      + "\(Self.digits(hour, 2)):\(Self.digits(minute, 2))"
  }

  /// `2026-11-24T09:00:00Z` (RFC 3339, in UTC)
  ///
  /// - Parameter seconds: since 1970.
  package static func text(utc seconds: Int) -> String {
    let rest = ((seconds % 60) + 60) % 60
    return CivilTime(seconds: seconds).text.map { $0 == " " ? "T" : "\($0)" }.joined()
      + ":\(digits(rest, 2))Z"
  }

  static func digits(_ number: Int, _ count: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
  }

  /// Seconds since 1970 of a time like `2026-11-24T09:00:00Z` (RFC 3339, in UTC); nil for anything else.
  package static func seconds(utc text: String) -> Int? {
    let form = "dddd-dd-ddTdd:dd:ddZ"
    guard text.utf8.count == form.utf8.count else { return nil }
    var numbers: [Int] = [0]
    for (byte, expected) in zip(text.utf8, form.utf8) {
      if expected == UInt8(ascii: "d") {
        guard byte.isIn(.digit) else { return nil }
        numbers[numbers.count - 1] = numbers[numbers.count - 1] * 10 + Int(byte) - 48
      } else {
        guard byte == expected else { return nil }
        numbers.append(0)
      }
    }
    guard (1...12).contains(numbers[1]), numbers[2] >= 1,
      numbers[2] <= lengths(of: numbers[0])[numbers[1] - 1],
      numbers[3] < 24, numbers[4] < 60, numbers[5] < 60
    else { return nil }
    return days(numbers[0], numbers[1], numbers[2]) * secondsPerDay + numbers[3] * 3600 + numbers[4] * 60
      + numbers[5]
  }
}
