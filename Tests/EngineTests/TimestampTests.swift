import NIOCore
import Testing

@testable import Engine

struct TimestampTests {
  /// Of 2026-11-24T09:00:00.995Z.
  private static let start = Timestamp(
    wallMilliseconds: 1_795_510_800_995, steady: .uptimeNanoseconds(5_000_000_000))

  @Test(arguments: [
    (0, "2026-11-24T09:00:00.995Z"), (4, "2026-11-24T09:00:00.999Z"), (5, "2026-11-24T09:00:01.000Z"),
    (105, "2026-11-24T09:00:01.100Z"), (1_006, "2026-11-24T09:00:02.001Z"),
    (54_000_000, "2026-11-25T00:00:00.995Z"),
  ])
  func `moments of a run follow its start by the steady clock`(milliseconds: Int64, text: String) {
    let moment = Self.start.at(.uptimeNanoseconds(5_000_000_000) + .milliseconds(milliseconds))
    #expect(String(decoding: moment.text, as: UTF8.self) == text)
    #expect(moment.milliseconds(since: Self.start) == Double(milliseconds))
  }

  @Test func `what is written one after the other is what each is`() {
    var writer = MomentWriter()
    for milliseconds: Int64 in [0, 3, 3, 5, 4, 999, 1_005, 0, 60_000] {
      let moment = Self.start.at(.uptimeNanoseconds(5_000_000_000) + .milliseconds(milliseconds))
      #expect(writer.text(moment) == moment.text, "\(milliseconds)")
    }
  }
}
