import NIOCore
import Testing

@testable import Engine

/// What becomes of a client's connection, with a clock of the test's own.
struct ConnectionStateTests {
  private static func at(_ seconds: Int64) -> NIODeadline { .uptimeNanoseconds(0) + .seconds(100 + seconds) }

  private func connection() -> ConnectionState { ConnectionState(now: Self.at(0)) }

  private func answered(_ state: inout ConnectionState, closes: Bool, at second: Int64) -> [ConnectionState
    .Action]
  {
    state.answerBegan(closes: closes)
    return state.answerEnded(now: Self.at(second))
  }

  @Test("A connection without a request is closed after a minute, one with a run never")
  func idle() {
    var state = connection()
    #expect(state.tick(buffered: 0, now: Self.at(59)).isEmpty)
    state.requestBegan(expectsContinue: false, now: Self.at(59))
    #expect(state.requestEnded(now: Self.at(59)).isEmpty)
    #expect(state.idleSince == nil)
    #expect(state.tick(buffered: 0, now: Self.at(3000)).isEmpty)
    #expect(answered(&state, closes: false, at: 3000).isEmpty)
    #expect(state.idleSince == Self.at(3000))
    #expect(state.tick(buffered: 0, now: Self.at(3059)).isEmpty)
    #expect(state.tick(buffered: 0, now: Self.at(3060)) == [.abandon])
  }

  @Test("A body that stalls, or comes too slowly, ends the connection")
  func body() {
    var stalled = connection()
    stalled.requestBegan(expectsContinue: false, now: Self.at(0))
    stalled.bodyArrived(bytes: 1, now: Self.at(10))
    #expect(stalled.idleSince == Self.at(10))
    #expect(stalled.tick(buffered: 0, now: Self.at(24)).isEmpty)
    #expect(stalled.tick(buffered: 0, now: Self.at(25)) == [.abandon])
    var slow = connection()
    slow.requestBegan(expectsContinue: false, now: Self.at(0))
    for second in stride(from: Int64(10), to: 120, by: 10) {
      slow.bodyArrived(bytes: 1, now: Self.at(second))
      #expect(slow.tick(buffered: 0, now: Self.at(second)).isEmpty)
    }
    #expect(slow.tick(buffered: 0, now: Self.at(120)) == [.abandon])
  }

  @Test("A body of which a byte comes now and then keeps its connection, and no place from others")
  func trickle() {
    var state = connection()
    #expect(state.lastProgress == nil)
    state.requestBegan(expectsContinue: false, now: Self.at(0))
    state.bodyArrived(bytes: 16 << 10, now: Self.at(1))
    for second in Int64(2)...20 {
      state.bodyArrived(bytes: 1, now: Self.at(second))
      #expect(state.tick(buffered: 0, now: Self.at(second)).isEmpty)
    }
    #expect(state.lastProgress == Self.at(1))
    state.bodyArrived(bytes: 16 << 10, now: Self.at(21))
    #expect(state.lastProgress == Self.at(21))
    _ = state.requestEnded(now: Self.at(22))
    #expect(state.lastProgress == nil)
  }

  @Test("100 Continue is sent once, when the body is wanted and has not come by itself")
  func expectation() {
    var state = connection()
    state.requestBegan(expectsContinue: true, now: Self.at(0))
    #expect(state.bodyIsRead(now: Self.at(1)) == [.sendContinue])
    #expect(state.bodyIsRead(now: Self.at(1)).isEmpty)
    var early = connection()
    early.requestBegan(expectsContinue: true, now: Self.at(0))
    early.bodyArrived(bytes: 1, now: Self.at(0))
    #expect(early.bodyIsRead(now: Self.at(1)).isEmpty)
  }

  @Test("A refusal that closes lets the client read it while the rest of the request is thrown away")
  func refusal() {
    var state = connection()
    state.requestBegan(expectsContinue: false, now: Self.at(0))
    #expect(answered(&state, closes: true, at: 1) == [.closeOutput])
    #expect(state.isLingering)
    state.bodyArrived(bytes: 1, now: Self.at(2))
    #expect(state.tick(buffered: 0, now: Self.at(2)).isEmpty)
    #expect(state.tick(buffered: 0, now: Self.at(3)) == [.abandon])
    #expect(state.requestEnded(now: Self.at(2)) == [.close])
    var whole = connection()
    whole.requestBegan(expectsContinue: false, now: Self.at(0))
    #expect(whole.requestEnded(now: Self.at(0)).isEmpty)
    #expect(answered(&whole, closes: true, at: 1) == [.close])
  }

  @Test("An answer that is not taken ends the connection, one that is taken slowly does not")
  func unread() {
    var state = connection()
    for (second, buffered) in [(0, 100), (29, 99), (58, 98), (87, 98)] {
      #expect(state.tick(buffered: buffered, now: Self.at(Int64(second))).isEmpty)
    }
    #expect(state.tick(buffered: 98, now: Self.at(88)) == [.abandon])
  }

  @Test(
    "A client that has closed its half is asked whether it is still there, twice, and only before its answer")
  func halfClosed() {
    var state = connection()
    #expect(state.inputClosed().isEmpty)
    state.requestBegan(expectsContinue: false, now: Self.at(0))
    _ = state.requestEnded(now: Self.at(0))
    #expect(state.inputClosed() == [.sendContinue])
    #expect(state.tick(buffered: 0, now: Self.at(1)) == [.sendContinue])
    #expect(state.tick(buffered: 0, now: Self.at(2)).isEmpty)
    var answering = connection()
    answering.requestBegan(expectsContinue: false, now: Self.at(0))
    _ = answering.requestEnded(now: Self.at(0))
    answering.answerBegan(closes: false)
    #expect(answering.inputClosed().isEmpty)
  }
}

struct ByteBudgetTests {
  @Test("What is taken is bounded for all together, and comes back with the last reference")
  func shares() {
    let budget = ByteBudget(bytes: 100)
    do {
      let (one, two) = (budget.open(), budget.open())
      #expect(one.take(60) && two.take(40))
      #expect(!one.take(1) && !two.take(1))
      #expect(budget.inUse == 100)
    }
    #expect(budget.inUse == 0)
    #expect(budget.open().take(100))
  }

  @Test("Two of the largest usual bodies fit, with their copies")
  func usual() {
    for bytes in [16 << 20, 46 << 20, 256 << 20] {
      let budget = ByteBudget(bytes: bytes)
      #expect(budget.usualBody > 0 && budget.usualBody <= 10 << 20)
      let (one, two) = (budget.open(), budget.open())
      #expect(one.take(budget.usualBody * 3) && two.take(budget.usualBody * 3))
    }
  }
}
