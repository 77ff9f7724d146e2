import FoundationEssentials
import NIOCore
import WorkflowModel

/// A moment, by the clock on the wall for people and by the steady one for durations.
struct Timestamp: Sendable {
  /// Since 1970.
  let wallMilliseconds: Int
  let steady: NIODeadline

  static var now: Timestamp {
    Timestamp(wallMilliseconds: Int(Date().timeIntervalSince1970 * 1000), steady: .now())
  }

  /// The moment that is so much later by the steady clock, whatever has become of the one on the wall.
  func at(_ moment: NIODeadline) -> Timestamp {
    let later = Int((moment - steady).nanoseconds)
    return Timestamp(wallMilliseconds: wallMilliseconds + later / 1_000_000, steady: moment)
  }

  /// To the microsecond.
  func milliseconds(since earlier: Timestamp) -> Double {
    Double(nanoseconds(since: earlier) / 1000) / 1000
  }

  func nanoseconds(since earlier: Timestamp) -> Int { Int((steady - earlier.steady).nanoseconds) }

  /// Since 1970, whole.
  fileprivate var second: Int { wallMilliseconds / 1000 }

  /// - Parameter text: of a moment in the same second.
  fileprivate func writeMilliseconds(to text: inout [UInt8]) {
    let milliseconds = wallMilliseconds % 1000
    text[20] = UInt8(48 + milliseconds / 100)
    text[21] = UInt8(48 + milliseconds / 10 % 10)
    text[22] = UInt8(48 + milliseconds % 10)
  }

  /// RFC 3339 in UTC with milliseconds, like `2026-11-24T09:00:00.123Z`.
  var text: [UInt8] {
    let seconds = wallMilliseconds / 1000
    let time = CivilTime(seconds: seconds)
    var text: [UInt8] = []
    text.reserveCapacity(24)
    func append(_ number: Int, _ digits: Int, then separator: Unicode.Scalar) {
      var scale = 1
      for _ in 1..<digits { scale *= 10 }
      while scale > 0 {
        text.append(UInt8(48 + number / scale % 10))
        scale /= 10
      }
      text.append(UInt8(ascii: separator))
    }
    append(time.year, 4, then: "-")
    append(time.month, 2, then: "-")
    append(time.day, 2, then: "T")
    append(time.hour, 2, then: ":")
    append(time.minute, 2, then: ":")
    append(seconds % 60, 2, then: ".")
    append(wallMilliseconds % 1000, 3, then: "Z")
    return text
  }
}

/// Writes the moments of a run: most of them differ from the last one in their milliseconds alone.
struct MomentWriter {
  private var last: [UInt8] = []
  private var second = Int.min

  /// The text of the moment.
  mutating func text(_ moment: Timestamp) -> [UInt8] {
    if moment.second == second {
      moment.writeMilliseconds(to: &last)
    } else {
      (last, second) = (moment.text, moment.second)
    }
    return last
  }
}
