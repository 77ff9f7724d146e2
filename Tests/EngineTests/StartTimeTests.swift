import Foundation
import TestSupport
import Testing

/// How long it takes until a node can be invoked whose process is gone.
@Suite(.needs(.deno), .serialized)
struct StartTimeTests {
  /// In times of a node without packages, where nothing else runs; all suites at once share the machine's cores.
  private static let limit = ProcessInfo.processInfo.environment["TNTC_STRICT_TIMES"] == "1" ? 3.0 : 5.0
  private static let rounds = 9

  @Test("With 200 modules of packages a node is there again within three times what one without takes")
  func packages() async throws {
    let without = try await Self.time(modules: 0)
    let with = try await Self.time(modules: 200)
    print("a node starts in \(without), and with 200 modules in \(with)")
    #expect(with / without < Self.limit)
  }

  /// The median.
  private static func time(modules: Int) async throws -> Duration {
    let workflow = try SampleWorkflow.importing(
      modules: modules, bytes: 5000, body: "if (input.exit) Deno.exit(1);")
    return try await RunningEngine.with(workflow) { (engine, _) async throws in
      var times: [Duration] = []
      for _ in 0..<rounds {
        #expect(try await engine.run(#"{"exit": true}"#).status == 500)
        let start = ContinuousClock.now
        #expect(try await engine.run("{}")["outputs", "n0"] == "4")
        times.append(ContinuousClock.now - start)
      }
      return times.sorted()[rounds / 2]
    }
  }
}
