import Comparison
import Testing

/// When waiting ends, by a clock that the test sets.
struct ArrivalTests {
  /// The verdict of each look, at its time.
  private func verdicts(_ looks: [(time: Int, look: Arrival.Look)]) -> [Arrival.Verdict] {
    var arrival = Arrival()
    return looks.map { arrival.verdict($0.look, at: $0.time) }
  }

  @Test func `what has arrived is at its end`() {
    #expect(verdicts([(0, .differs), (2, .underWay), (9, .arrived)]) == [.goOn, .goOn, .arrived])
  }

  @Test func `what is stuck may come loose for a while`() {
    #expect(verdicts([(0, .stuck), (29, .stuck), (30, .stuck)]) == [.goOn, .goOn, .cannot])
    // A container that starts again gets its time anew.
    #expect(
      verdicts([(0, .stuck), (20, .underWay), (30, .stuck), (59, .stuck), (60, .stuck)])
        == [.goOn, .goOn, .goOn, .goOn, .cannot])
    #expect(verdicts([(0, .stuck), (40, .arrived)]) == [.goOn, .arrived])
  }

  @Test func `what differs may be applied at any time`() {
    #expect(verdicts([(0, .differs), (4000, .differs)]) == [.goOn, .goOn])
  }

  @Test func `the last of several, or the limit, ends it`() {
    var watch = ArrivalWatch(limit: 100, count: 2, at: 7)
    #expect(watch.verdict([.arrived, .underWay], at: 7) == .goOn(ArrivalWatch.pause))
    #expect(watch.verdict([.arrived, .stuck], at: 10) == .goOn(ArrivalWatch.pause))
    #expect(watch.verdict([.arrived, .stuck], at: 40) == .ended)
    #expect(watch.verdict([.underWay, .arrived], at: 106) == .goOn(1))
    #expect(watch.elapsed == 99)
    #expect(watch.verdict([.underWay, .arrived], at: 107) == .ended)
    #expect(watch.isOver(at: 107) && !watch.isOver(at: 106))
  }
}
