import NIOCore
import Testing

@testable import Engine

/// How much a process is given at a time, and what it may hold.
extension NodeMachineTests {
  @Test("What computes gets few attempts at once, what waits for others gets many")
  func room() {
    var run = Run.ready(most: 40)
    for id in 1...40 { run.invoke(UInt64(id), timeout: 3000) }
    #expect(run.machine.processes[0].running.count == 8)
    run.tell(.looked(1, ProcessLook(busy: 0)), at: 0)
    // 150 ms of work for each of two answers.
    run.answer(1, 1, 1)
    run.answer(1, 2, 2)
    run.tell(.looked(1, ProcessLook(busy: 300_000_000)), at: 300)
    for number in 3...8 { run.answer(1, UInt32(number), UInt64(number)) }
    #expect(run.machine.processes[0].running.count == 5)
    #expect(run.machine.isOverloaded)

    var idle = Run.ready(most: 40)
    for id in 1...40 { idle.invoke(UInt64(id), timeout: 3000) }
    for look in 0...3 { idle.tell(.looked(1, ProcessLook(busy: look * 1_000_000)), at: Int64(look) * 20) }
    #expect(idle.machine.processes[0].running.count == 40)
    #expect(!idle.machine.isOverloaded)
  }

  @Test("An attempt that hangs does not make the others look expensive; those that do become so soon are")
  func outlier() {
    var load = NodeLoad(most: 100)
    for _ in 0..<10 { load.look(busy: 5_000_000, answers: 1, share: 0.2) }
    #expect(load.room(.seconds(2)) == 100)
    for _ in 0..<100 { load.look(busy: 20_000_000, answers: 0, share: 1) }
    load.look(busy: 5_000_000, answers: 1, share: 0.2)
    #expect(load.room(.seconds(2)) > 50)
    #expect(load.time(for: 100) < .seconds(2))
    for _ in 0..<10 { load.look(busy: 300_000_000, answers: 2, share: 1) }
    #expect(load.room(.seconds(2)) == 3)
  }

  @Test("A process whose memory grows fast gets nothing more")
  func growing() {
    var run = Run.ready()
    for held in [40, 48, 56] { run.tell(.looked(1, ProcessLook(ownMemory: held << 20))) }
    #expect(run.invoke(1) == [])
    #expect(run.tell(.looked(1, ProcessLook(ownMemory: 57 << 20))) == ["send 1 invoke 1 input 1"])
    run.tell(.begun(1, upTo: 1))
    run.tell(.looked(1, ProcessLook(ownMemory: 80 << 20)))
    #expect(run.invoke(2) == [])
    run.tell(.looked(1, ProcessLook(ownMemory: 101 << 20)))
    run.tell(.exited(1, Self.failure))
    #expect(run.tell(.loaded(2)) == ["ready 2", "send 2 invoke 2 input 2"])
  }

  @Test("A process that held too much has a successor that gets half as much at a time, and slowly more")
  func outgrown() {
    var run = Run.ready()
    for id in 1...40 { run.invoke(UInt64(id), timeout: 60_000) }
    var (process, asked) = (1, UInt64(40))
    var counts: [Int] = []
    for _ in 1...4 {
      let state = run.machine.processes.first { $0.id == process }
      counts.append(state?.running.count ?? 0)
      run.tell(.begun(process, upTo: state?.running.keys.max() ?? 0))
      // By what the engine sees, and by its own account.
      if process % 2 == 0 {
        run.tell(.looked(process, ProcessLook(ownMemory: 101 << 20)))
        run.tell(.exited(process, Self.failure))
      } else {
        var failure = NodeFailure("101 MiB")
        failure.isOutOfMemory = true
        run.tell(.exited(process, failure))
      }
      process += 1
      run.tell(.loaded(process))
    }
    counts.append(run.machine.processes[0].running.count)
    #expect(counts == [8, 4, 2, 1, 1])
    // One attempt that does not fit is not the fault of others.
    #expect(run.done.filter { $0.contains("101 MiB") && $0.hasPrefix("run ") }.count == 15)
    var answers = 0
    while run.machine.processes[0].running.count < 2, answers < 1000 {
      asked += 1
      run.invoke(asked, timeout: 60_000)
      let first = run.machine.processes[0].running.min { $0.key < $1.key }
      guard let first else { break }
      run.answer(process, first.key, first.value.id)
      run.tell(.looked(process, ProcessLook(busy: answers)))
      answers += 1
    }
    #expect((60...70).contains(answers))
  }

  @Test("Without room for a second process, the first one leaves before its successor comes")
  func memory() {
    var run = Run.ready()
    run.tell(.memory(isShort: true))
    run.invoke(1)
    run.invoke(2, timeout: 60_000)
    run.tell(.begun(1, upTo: 2))
    let texts = run.pass(to: 1200)
    #expect(!texts.contains { $0.hasPrefix("spawn") })
    #expect(run.answer(1, 2, 2) == ["run 2: 2", "kill 1", "spawn 2 after 0"])
  }

  @Test("What was relieved and computes without end is not waited for")
  func hogging() {
    var run = Run.ready()
    run.invoke(1)
    run.invoke(2, timeout: 60_000)
    run.tell(.begun(1, upTo: 2))
    run.pass(to: 1200)
    run.tell(.loaded(2))
    var killed: Int64?
    for time in stride(from: run.clock, to: 9000, by: 20) where killed == nil {
      if run.tell(.looked(1, ProcessLook(busy: Int(time) * 1_000_000)), at: time).contains("kill 1") {
        killed = time
      }
    }
    #expect(killed.map { (3000...3400).contains($0) } == true)
    #expect(
      run.tell(.exited(1, Self.failure)) == [
        "run 2: process: another attempt in the same process timed out and did not stop"
      ])
  }
}
