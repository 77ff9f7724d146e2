import Bytes

/// One of the five fields of a schedule: its range and its names.
struct CronField: Sendable {
  let name: String
  let range: ClosedRange<Int>
  let words: [String]

  static let all = [
    CronField(name: "minute", range: 0...59, words: []),
    CronField(name: "hour", range: 0...23, words: []),
    CronField(name: "day of month", range: 1...31, words: []),
    CronField(
      name: "month", range: 1...12,
      words: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]),
    CronField(name: "day of week", range: 0...6, words: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]),
  ]

  /// The values of a field as bits; `*`, `?`, numbers, names, ranges, steps and lists of them, as the API
  /// server's parser (robfig/cron v3) takes them.
  func values(_ text: Substring) throws(CronSchedule.Invalid) -> UInt64 {
    var bits: UInt64 = 0
    for item in text.parts(at: ",") {
      bits |= try values(ofItem: item)
    }
    return bits
  }

  private func values(ofItem item: Substring) throws(CronSchedule.Invalid) -> UInt64 {
    let halves = item.parts(at: "/")
    guard let span = halves.first, !span.isEmpty, halves.count <= 2 else {
      throw invalid("`\(item)` is not a number, range or step")
    }
    let step = halves.count == 2 ? try self.step(halves[1]) : 1
    let ends = span.parts(at: "-")
    let bounds: ClosedRange<Int>
    if span == "*" || span == "?" {
      bounds = range
    } else if ends.count == 1 {
      let start = try value(span)
      // `5/15` means from 5 on.
      bounds = halves.count == 2 ? start...range.upperBound : start...start
    } else if ends.count == 2 {
      let (start, end) = (try value(ends[0]), try value(ends[1]))
      guard start <= end else {
        throw invalid(
          "the range `\(span)` runs backwards; write it as two, `\(ends[0])-\(range.upperBound),\(range.lowerBound)-\(ends[1])`"
        )
      }
      bounds = start...end
    } else {
      throw invalid("`\(span)` is not a number or range")
    }
    var bits: UInt64 = 0
    for value in stride(from: bounds.lowerBound, through: bounds.upperBound, by: step) {
      bits |= 1 << UInt64(value)
    }
    return bits
  }

  private func step(_ text: Substring) throws(CronSchedule.Invalid) -> Int {
    guard let step = number(text) else { throw invalid("the step `\(text)` is not a number") }
    guard step > 0 else { throw invalid("a step of 0 is not possible") }
    return min(step, 1000)
  }

  private func value(_ text: Substring) throws(CronSchedule.Invalid) -> Int {
    guard let value = number(text) else {
      if let position = words.firstIndex(of: text.lowercased()) { return position + range.lowerBound }
      throw invalid(
        "`\(text)` is not a number" + (words.isEmpty ? "" : " and not a name like `\(words[0].uppercased())`")
      )
    }
    guard range.contains(value) else {
      let hint = words.count == 7 && value == 7 ? "; Sunday is 0, as in `5-6,0`" : ""
      throw invalid("\(value) is not between \(range.lowerBound) and \(range.upperBound)\(hint)")
    }
    return value
  }

  private func number(_ text: Substring) -> Int? {
    guard !text.isEmpty, text.utf8.count <= 9, text.consists(of: .digit) else {
      return nil
    }
    return Int(text)
  }

  private func invalid(_ what: String) -> CronSchedule.Invalid { .init(reason: "\(name): \(what)") }
}

extension Substring {
  /// What stands between bytes of this kind, empty parts too.
  func parts(at separator: Unicode.Scalar) -> [Substring] {
    utf8.split(separator: UInt8(ascii: separator), omittingEmptySubsequences: false).map(Substring.init)
  }
}
