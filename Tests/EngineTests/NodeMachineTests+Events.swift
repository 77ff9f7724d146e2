import NIOCore
import Testing

@testable import Engine

/// Every event in every state.
extension NodeMachineTests {
  enum State: String, CaseIterable {
    case none, starting, ready, leaving, dying, stopped

    /// A machine whose process 1 is in the state, with one attempt that it has begun where it can have one.
    func run() -> Run {
      var run = Run()
      if self == .none { return run }
      run.tell(.start)
      if self == .starting { return run }
      run.tell(.loaded(1))
      run.invoke(1, timeout: 60_000)
      run.tell(.begun(1, upTo: 1))
      switch self {
      case .leaving:
        run.invoke(2, timeout: 1000)
        run.tell(.begun(1, upTo: 2))
        run.pass(to: 1200)
        run.tell(.loaded(2))
      case .dying: run.tell(.broken(1, NodeFailure("broken")))
      case .stopped: run.tell(.stop)
      case .none, .starting, .ready: break
      }
      run.done = []
      return run
    }
  }

  static let other = Attempt(
    id: 9, token: 9, timeout: .seconds(60), timeoutText: "60 s", invocation: Run.invocation(9),
    answer: "run 9")

  static let events: [(String, Machine.Event, [State: [String]])] = [
    ("start", .start, [.none: ["spawn 1 after 0"]]),
    ("connected", .connected(1), [.none: ["spawn 1 after 0"], .starting: ["configure 1"]]),
    ("loaded", .loaded(1), [.none: ["spawn 1 after 0"], .starting: ["ready 1"]]),
    (
      "refused", .refused(1, failure),
      [.none: ["spawn 1 after 0"], .starting: ["kill 1"]]
    ),
    (
      "invoke", .invoke(other),
      [
        .none: ["spawn 1 after 0"], .starting: [], .ready: ["send 1 invoke 2 input 9"],
        .leaving: ["send 2 invoke 3 input 9"], .dying: [],
        .stopped: ["run 9: process: the engine is shutting down"],
      ]
    ),
    ("begun", .begun(1, upTo: 1), [.none: ["spawn 1 after 0"]]),
    (
      "answered", .answered(1, number: 1, token: 1001, .output(Run.json(7))),
      [
        .none: ["spawn 1 after 0"], .ready: ["run 1: 7"], .leaving: ["run 1: 7", "kill 1"],
      ]
    ),
    (
      "forged", .answered(1, number: 1, token: 666, .output(Run.json(7))),
      [
        .none: ["spawn 1 after 0"],
        .ready: [
          "replaced: the node's process sent something that is not an answer", "kill 1", "spawn 2 after 0",
        ],
        .leaving: ["replaced: the node's process sent something that is not an answer", "kill 1"],
      ]
    ),
    (
      "cancelled", .cancelled(1),
      [
        .none: ["spawn 1 after 0"], .ready: ["send 1 abort 1 the run was cancelled", "run 1: cancelled"],
        .leaving: ["send 1 abort 1 the run was cancelled", "run 1: cancelled", "kill 1"],
        .dying: ["run 1: cancelled"],
      ]
    ),
    (
      "looked", .looked(1, ProcessLook(ownMemory: 101 << 20)),
      [
        .none: ["spawn 1 after 0"], .starting: ["kill 1"],
        .ready: [
          "replaced: the node's process used 101 MiB of memory; it may have 100 MiB (from the container's memory limit, or --node-memory)",
          "kill 1", "spawn 2 after 0",
        ],
        .leaving: [
          "replaced: the node's process used 101 MiB of memory; it may have 100 MiB (from the container's memory limit, or --node-memory)",
          "kill 1",
        ],
      ]
    ),
    ("revoked", .revoked(1, upTo: 1), [.none: ["spawn 1 after 0"]]),
    (
      "broken", .broken(1, failure),
      [
        .none: ["spawn 1 after 0"], .starting: ["kill 1"],
        .ready: ["replaced: why", "kill 1", "spawn 2 after 0"], .leaving: ["replaced: why", "kill 1"],
      ]
    ),
    (
      "outgrown", .outgrown(1, failure),
      [
        .none: ["spawn 1 after 0"], .starting: ["kill 1"],
        .ready: ["replaced: why", "kill 1", "spawn 2 after 0"], .leaving: ["replaced: why", "kill 1"],
      ]
    ),
    ("disconnected", .disconnected(1), [.none: ["spawn 1 after 0"], .ready: ["spawn 2 after 0"]]),
    (
      "exited", .exited(1, failure),
      [
        .none: ["spawn 1 after 0"], .starting: ["start failed first: why"],
        .ready: ["replaced: why", "run 1: process: why", "spawn 2 after 0"],
        .leaving: ["replaced: why", "run 1: process: why"], .dying: ["run 1: process: broken"],
      ]
    ),
    ("time", .time(), [.none: ["spawn 1 after 0"]]),
    (
      "stop", .stop,
      [
        .starting: ["kill 1"], .ready: ["run 1: process: the engine is shutting down", "kill 1"],
        .leaving: ["run 1: process: the engine is shutting down", "kill 1", "kill 2"],
        .dying: ["run 1: process: the engine is shutting down", "kill 2"],
      ]
    ),
  ]

  @Test("Every event in every state", arguments: State.allCases)
  func table(_ state: State) {
    for (name, event, expected) in Self.events {
      var run = state.run()
      #expect(run.tell(event) == expected[state] ?? [], "\(name) in \(state)")
    }
  }
}
