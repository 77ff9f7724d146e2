import FoundationEssentials
import NIOCore
import WorkflowModel

/// A moment, by the clock on the wall for people and by the steady one for durations.
struct Timestamp: Sendable {
  /// Since 1970.
  private let wallMilliseconds: Int
  private let steady: NIODeadline

  static var now: Timestamp {
    Timestamp(wallMilliseconds: Int(Date().timeIntervalSince1970 * 1000), steady: .now())
  }

  /// To the microsecond.
  func milliseconds(since earlier: Timestamp) -> Double {
    Double(nanoseconds(since: earlier) / 1000) / 1000
  }

  func nanoseconds(since earlier: Timestamp) -> Int { Int((steady - earlier.steady).nanoseconds) }

  /// RFC 3339 in UTC with milliseconds, like `2026-11-24T09:00:00.123Z`; as bytes, as a run writes ten of them.
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
