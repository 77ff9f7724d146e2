import Foundation
import TestSupport
import Testing

/// How long it takes until a node can be invoked whose process is gone.
@Suite(.needs(.deno), .serialized)
struct StartTimeTests {
  /// In times of a node without packages, where nothing else runs; all suites at once share the machine's cores.
  private static let limit = ProcessInfo.processInfo.environment["TNTC_STRICT_TIMES"] == "1" ? 4.0 : 6.0
  private static let rounds = 9

  @Test("With 200 modules of packages a node is there again within four times what one without takes")
  func packages() async throws {
    let (without, with) = try await Self.times(modules: 0, 200)
    print("a node starts in \(without), and with 200 modules in \(with)")
    #expect(with / without < Self.limit)
  }

  /// The least of each, taken in turn: what else the machine does slows both down.
  private static func times(modules first: Int, _ second: Int) async throws -> (Duration, Duration) {
    try await RunningEngine.with(try workflow(modules: first)) { (one, _) async throws in
      try await RunningEngine.with(try workflow(modules: second)) { (other, _) async throws in
        var times: [(Duration, Duration)] = []
        for _ in 0..<rounds { times.append((try await start(one), try await start(other))) }
        return (times.map(\.0).min() ?? .zero, times.map(\.1).min() ?? .zero)
      }
    }
  }

  private static func workflow(modules: Int) throws -> SampleWorkflow {
    try SampleWorkflow.importing(modules: modules, bytes: 5000, body: "if (input.exit) Deno.exit(1);")
  }

  /// Ends the node's process, and waits until the next one answers.
  private static func start(_ engine: RunningEngine) async throws -> Duration {
    #expect(try await engine.run(#"{"exit": true}"#).status == 500)
    let start = ContinuousClock.now
    #expect(try await engine.run("{}")["outputs", "n0"] == "4")
    return ContinuousClock.now - start
  }
}
