import NIOCore
import YAML

@testable import Engine

extension NodeMachineTests {
  struct Run {
    var machine: Machine
    var clock: Int64 = 0
    /// Everything that was done, as texts.
    var done: [String] = []

    init(most: Int = 100, processes: Int = 3) {
      var limits = Machine.Limits(mostAttempts: most, memory: 100 << 20, memoryText: "100 MiB")
      limits.mostProcesses = processes
      machine = Machine(limits: limits)
    }

    var now: NIODeadline { .uptimeNanoseconds(1_000_000_000) + .milliseconds(clock) }

    @discardableResult
    mutating func tell(_ event: Machine.Event, at time: Int64? = nil) -> [String] {
      if let time { clock = time }
      let texts = machine.handle(event, now: now).map(Self.text)
      done += texts
      return texts
    }

    /// The time goes on in small steps, as the host lets it.
    @discardableResult
    mutating func pass(to time: Int64) -> [String] {
      var texts: [String] = []
      while clock < time {
        clock = min(time, clock + 20)
        texts += tell(.time())
      }
      return texts
    }

    @discardableResult
    mutating func invoke(_ id: UInt64, timeout: Int64 = 1000) -> [String] {
      tell(
        .invoke(
          Attempt(
            id: id, token: UInt32(id) + 1000, timeout: .milliseconds(timeout), timeoutText: "\(timeout) ms",
            invocation: Self.invocation(Int(id)), answer: "run \(id)")))
    }

    /// With the number and token of the attempt.
    @discardableResult
    mutating func answer(_ process: Int, _ number: UInt32, _ id: UInt64) -> [String] {
      tell(
        .answered(process, number: number, token: UInt32(id) + 1000, .output(Self.json(Int(id)))))
    }

    static func invocation(_ number: Int) -> Invocation {
      Invocation(opening: ByteBuffer(), input: json(number))
    }

    static func json(_ number: Int) -> ValidJSON { ValidJSON(.integer(number)) }

    static func ready(most: Int = 100, processes: Int = 3) -> Run {
      var run = Run(most: most, processes: processes)
      run.tell(.start)
      run.tell(.connected(1))
      run.tell(.loaded(1))
      run.done = []
      return run
    }

    static func text(_ action: Machine.Action) -> String {
      switch action {
      case .spawn(let id, let pause): "spawn \(id) after \(pause.nanoseconds / 1_000_000)"
      case .configure(let id): "configure \(id)"
      case .invoke(let id, let number, _, let invocation):
        "send \(id) invoke \(number) input \(String(buffer: invocation.input.bytes))"
      case .abort(let id, let number, _, let reason): "send \(id) abort \(number) \(reason)"
      case .revoke(let id): "revoke \(id)"
      case .kill(let id): "kill \(id)"
      case .answer(let answer, .output(let output)): "\(answer): \(String(buffer: output.bytes))"
      case .answer(let answer, .failed(let failure)): "\(answer): \(failure.kind): \(failure.message)"
      case .answer(let answer, .cancelled): "\(answer): cancelled"
      case .becameReady(let id): "ready \(id)"
      case .startFailed(let failure, let isFirst):
        "start failed\(isFirst ? " first" : ""): \(failure.message)"
      case .replaced(let failure): "replaced: \(failure.message)"
      }
    }
  }
}
