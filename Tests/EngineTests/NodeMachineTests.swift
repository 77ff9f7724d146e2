import NIOCore
import TestSupport
import Testing

@testable import Engine

/// The life of a node, by the clock of the test and without any process.
struct NodeMachineTests {
  typealias Machine = NodeMachine<String>

  static let failure = NodeFailure("why")

  @Test("What did not stop is answered at once, and its process serves until the successor is there")
  func overdue() {
    var run = Run.ready()
    run.invoke(1, timeout: 1000)
    run.invoke(2, timeout: 9000)
    run.tell(.begun(1, upTo: 2))
    #expect(run.pass(to: 990) == [])
    #expect(run.pass(to: 1000) == ["send 1 abort 1 the attempt took longer than 1000 ms"])
    #expect(
      run.pass(to: 1100) == [
        "run 1: timeout: timed out after 1000 ms and did not stop, so its process was ended",
        "replaced: another attempt in the same process timed out and did not stop", "spawn 2 after 0",
      ])
    // The neighbour goes on, and new ones still get through.
    #expect(run.invoke(3) == ["send 1 invoke 3 input 3"])
    #expect(run.answer(1, 3, 3) == ["run 3: 3"])
    #expect(run.tell(.loaded(2)) == ["ready 2"])
    #expect(run.invoke(4) == ["send 2 invoke 4 input 4"])
    #expect(run.answer(1, 2, 2) == ["run 2: 2", "kill 1"])
    #expect(run.tell(.exited(1, Self.failure)) == [])
    #expect(run.machine.failures == 0)
  }

  @Test("What stops when it is told to costs nobody anything")
  func stops() {
    var run = Run.ready()
    run.invoke(1)
    run.tell(.begun(1, upTo: 1))
    run.pass(to: 1000)
    #expect(
      run.tell(.answered(1, number: 1, token: 1001, .failed(NodeFailure("aborted", kind: .threw)))) == [
        "run 1: timeout: timed out after 1000 ms"
      ])
    #expect(run.pass(to: 5000) == [])
  }

  @Test("What a stalled process had not begun moves, once, to the successor")
  func stalled() {
    var run = Run.ready()
    for id in 1...3 { run.invoke(UInt64(id), timeout: 4000) }
    run.tell(.begun(1, upTo: 1))
    #expect(run.pass(to: 980) == [])
    #expect(
      run.pass(to: 1020) == [
        "replaced: another attempt in the same process blocked it", "spawn 2 after 0",
      ])
    // Nothing more is given to it.
    #expect(run.invoke(4) == [])
    #expect(run.tell(.loaded(2)) == ["revoke 1", "ready 2", "send 2 invoke 4 input 4"])
    #expect(run.tell(.revoked(1, upTo: 2)) == ["send 2 invoke 5 input 3"])
    #expect(run.answer(1, 2, 2) == ["run 2: 2"])
    #expect(run.answer(2, 5, 3) == ["run 3: 3"])
    #expect(run.answer(2, 4, 4) == ["run 4: 4"])
    #expect(run.answer(1, 1, 1) == ["run 1: 1", "kill 1"])
  }

  @Test("The time of an attempt counts from its begin, not from when it was sent")
  func begin() {
    var run = Run.ready(most: 40)
    for id in 1...8 { run.invoke(UInt64(id), timeout: 1000) }
    for number in 1...8 {
      run.tell(.begun(1, upTo: UInt32(number)))
      run.pass(to: Int64(number) * 400)
      #expect(run.answer(1, UInt32(number), UInt64(number)).contains("run \(number): \(number)"))
    }
    #expect(!run.done.contains { $0.contains("abort") || $0.contains("spawn") })
  }

  @Test("A client that is gone takes nobody along: what it left may run until its time is over")
  func cancelled() {
    var run = Run.ready()
    run.invoke(1, timeout: 1000)
    run.invoke(2, timeout: 60_000)
    run.tell(.begun(1, upTo: 2))
    #expect(run.tell(.cancelled(1)) == ["send 1 abort 1 the run was cancelled", "run 1: cancelled"])
    #expect(run.pass(to: 1080) == [])
    #expect(
      run.pass(to: 1100) == [
        "replaced: another attempt in the same process timed out and did not stop", "spawn 2 after 0",
      ])
    #expect(run.tell(.loaded(2)) == ["ready 2"])
    #expect(run.answer(1, 2, 2) == ["run 2: 2", "kill 1"])
  }

  @Test("What the engine itself missed is no time that a node had")
  func late() {
    var run = Run.ready()
    run.invoke(1, timeout: 1000)
    run.tell(.begun(1, upTo: 1))
    run.pass(to: 900)
    #expect(run.tell(.time(late: .milliseconds(8000)), at: 8920) == [])
    #expect(run.answer(1, 1, 1) == ["run 1: 1"])
    run.invoke(2, timeout: 1000)
    run.tell(.begun(1, upTo: 2))
    #expect(run.pass(to: 9900) == [])
    #expect(run.pass(to: 9920) == ["send 1 abort 2 the attempt took longer than 1000 ms"])
  }

  @Test("A cancellation that comes before its attempt ends it")
  func cancelledEarly() {
    var run = Run.ready()
    run.tell(.cancelled(1))
    #expect(run.invoke(1) == ["run 1: cancelled"])
    #expect(run.invoke(1) == ["send 1 invoke 1 input 1"])
  }

  @Test("Honest work is never taken for work after the work")
  func idle() {
    var run = Run.ready()
    var seconds = 0.0
    // 80 ms of work every 0.4 s, for a hundred seconds.
    for look in 1...100 {
      for _ in 0..<2 {
        run.invoke(1)
        let number = run.machine.processes[0].running.keys.first ?? 0
        run.tell(.begun(1, upTo: number))
        run.answer(1, number, 1)
        seconds += 0.08
      }
      run.tell(.looked(1, ProcessLook(processorTime: seconds)), at: Int64(look) * 1000)
    }
    #expect(!run.done.contains { $0.contains("replaced") })
  }

  @Test("What goes on computing alone is replaced, successor first")
  func computing() {
    var run = Run.ready()
    for look in 0...2 {
      #expect(
        run.tell(.looked(1, ProcessLook(processorTime: Double(look) * 0.9)), at: Int64(look) * 1000) == [])
    }
    #expect(
      run.tell(.looked(1, ProcessLook(processorTime: 2.7)), at: 3000) == [
        "replaced: the node kept computing after its last run had ended", "spawn 2 after 0",
      ])
    #expect(run.tell(.loaded(2)) == ["ready 2", "kill 1"])
  }

  @Test("Crashes bring a growing pause, decisions none")
  func pauses() {
    var run = Run.ready()
    var pauses: [String] = []
    for id in 1...4 {
      pauses += run.tell(.exited(id, Self.failure), at: Int64(id) * 100).filter { $0.hasPrefix("spawn") }
      run.tell(.loaded(id + 1))
    }
    #expect(pauses == ["spawn 2 after 0", "spawn 3 after 100", "spawn 4 after 200", "spawn 5 after 400"])
    var killed = Run.ready()
    for id in 1...9 {
      #expect(killed.tell(.broken(id, Self.failure)).contains("spawn \(id + 1) after 0"))
      killed.tell(.loaded(id + 1))
      killed.tell(.exited(id, NodeFailure("killed")))
    }
  }

  @Test("A process that answered before it crashed is replaced at once, however often")
  func crashes() {
    var run = Run.ready()
    for id in 1...9 {
      run.invoke(1)
      let number = run.machine.processes.last?.running.keys.first ?? 0
      run.answer(id, number, 1)
      #expect(run.tell(.exited(id, Self.failure)).contains("spawn \(id + 1) after 0"))
      run.tell(.loaded(id + 1))
    }
  }

  @Test("A node that cannot be started again is down, and nobody waits for it")
  func down() {
    var run = Run.ready()
    #expect(run.machine.isUp)
    run.tell(.exited(1, Self.failure))
    #expect(run.machine.isUp)
    run.invoke(1)
    #expect(
      run.tell(.exited(2, NodeFailure("no"))) == [
        "start failed: no", "run 1: process: the node's process cannot be started: no", "spawn 3 after 200",
      ])
    #expect(!run.machine.isUp)
    run.tell(.loaded(3))
    #expect(run.machine.isUp)
  }

  @Test("A node that never tells what it begins does not get an attempt for ever")
  func untold() {
    var run = Run.ready()
    run.invoke(1, timeout: 4000)
    var process = 1
    for _ in 0..<2 {
      run.pass(to: run.clock + 1100)
      process += 1
      run.tell(.loaded(process))
      run.tell(.revoked(process - 1, upTo: nil))
    }
    run.pass(to: run.clock + 4200)
    #expect(run.done.filter { $0.contains("invoke") }.count == 3)
    #expect(run.done.filter { $0.hasPrefix("run 1:") }.count == 1)
  }

  @Test("Whatever happens, each attempt is answered once, and no more processes live than may")
  func property() {
    var random = SplitMix64.seeded(for: "node machine")
    for _ in 0..<fuzzRounds(otherwise: 3) * 100 {
      var run = Run(most: 8)
      run.tell(.start)
      var asked: UInt64 = 0
      for _ in 0..<200 {
        run.clock += Int64.random(in: 0...300, using: &random)
        let ids = run.machine.processes.map(\.id)
        let id = ids.randomElement(using: &random) ?? 1
        let state = run.machine.processes.first { $0.id == id }
        let number = state?.running.keys.sorted().randomElement(using: &random)
        switch Int.random(in: 0..<14, using: &random) {
        case 0...3:
          asked += 1
          run.invoke(asked, timeout: .random(in: 100...3000, using: &random))
        case 4: run.tell(.loaded(id))
        case 5: if let number { run.tell(.begun(id, upTo: number)) }
        case 6, 7:
          if let number, let attempt = state?.running[number] {
            run.answer(id, number, UInt64(attempt.token - 1000))
          }
        case 8: run.tell(.cancelled(.random(in: 1...max(1, asked), using: &random)))
        case 9: run.tell(.exited(id, Self.failure))
        case 10:
          let events: [Machine.Event] = [
            .disconnected(id), .broken(id, Self.failure), .outgrown(id, Self.failure),
          ]
          run.tell(events.randomElement(using: &random) ?? .time())
        case 11: run.tell(.memory(isShort: .random(using: &random)))
        case 12: run.tell(.revoked(id, upTo: number))
        default: run.tell(.time())
        }
        #expect(run.machine.processes.count { $0.phase != .dying } <= 3)
        #expect(run.machine.processes.count { $0.phase == .ready } <= 1)
      }
      run.tell(.stop)
      let answers = run.done.filter { $0.hasPrefix("run ") }.map { $0.prefix { $0 != ":" } }
      #expect(answers.count == Set(answers).count)
      #expect(answers.count == Int(asked))
    }
  }
}
