import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Synchronization
import TestSupport
import Testing

@Suite(.needs(.deno))
struct ServerTests {
  private static let fast = SampleWorkflow(nodes: ["a": "return input.x ?? null;"])
  private static let gated = SampleWorkflow(nodes: ["a": Gate.wait + "return 'done';"])

  @Test("Probes, metrics and unknown paths")
  func paths() async throws {
    try await RunningEngine.with(Self.fast) { (engine, _) async throws in
      #expect(try await engine.get("/health").status == 200)
      #expect(try await engine.get("/ready").status == 200)
      #expect(try await engine.get("/nothing").status == 404)
      #expect(try await engine.request(.GET, "/run").status == 404)
      _ = try await engine.run()
      let metrics = try await engine.get("/metrics")
      #expect(metrics.headers.first(name: "content-type") == "text/plain; version=0.0.4; charset=utf-8")
      #expect(metrics.body.contains("# TYPE tentacular_run_duration_seconds histogram\n"))
      #expect(metrics.body.contains(#"tentacular_runs_total{workflow="sample"} 1"# + "\n"))
      #expect(metrics.body.contains(#"tentacular_runs_in_flight{workflow="sample"} 0"# + "\n"))
    }
  }

  @Test("More runs than are allowed get 429, a larger body 413")
  func limits() async throws {
    let arguments = ["--max-concurrent-runs", "2", "--body-limit", "100"]
    try await RunningEngine.with(Self.gated, arguments) { (engine, folder) async throws in
      async let one = engine.run()
      async let two = engine.run()
      try await engine.waitForRuns(2)
      let refused = try await engine.run()
      #expect(refused.status == 429)
      #expect(refused.headers.first(name: "retry-after") == "1")
      #expect(refused["error"] == "2 runs are already in progress (--max-concurrent-runs)")
      try Gate.open(folder)
      #expect(try await [one.status, two.status] == [200, 200])
      #expect(try await engine.run().status == 200)
      let large = try await engine.run("\"" + String(repeating: "x", count: 100) + "\"")
      #expect(large.status == 413)
      #expect(large["error"] == "the body is larger than 100 bytes (--body-limit)")
      #expect(
        try await engine.get("/metrics").body.contains(
          #"tentacular_runs_refused_total{workflow="sample",reason="runs"} 1"# + "\n"))
    }
  }

  @Test(
    "A client that goes away cancels its run only when that is asked for", arguments: ["finish", "cancel"])
  func disconnect(mode: String) async throws {
    try await RunningEngine.with(Self.gated, ["--on-disconnect", mode]) { (engine, folder) async throws in
      let client = Task { try await engine.run() }
      try await engine.waitForRuns(1)
      client.cancel()
      #expect(await client.result.isFailure)
      if mode == "cancel" {
        #expect(try await engine.logs("the run was cancelled"))
      } else {
        try await Task.sleep(for: .milliseconds(300))
        try Gate.open(folder)
        #expect(try await engine.logs("the run succeeded"))
      }
      try Gate.open(folder)
      let answer = try await engine.run()
      #expect(answer.status == 200, "\(answer.body)")
    }
  }

  @Test("SIGTERM in the middle of 100 runs: each is answered, exit 0")
  func drain() async throws {
    try await RunningEngine.with(Self.gated) { (engine, folder) async throws in
      let answers = try await withThrowingTaskGroup(of: RunningEngine.Answer.self) { group in
        for _ in 0..<100 { group.addTask { try await engine.run() } }
        try await engine.waitForRuns(100)
        engine.signal(SIGTERM)
        #expect(try await engine.logs("shutting down"))
        #expect(try await engine.get("/ready").status == 503)
        #expect(try await engine.get("/health").status == 200)
        let late = try await engine.run()
        #expect(late.status == 503)
        #expect(late["error"] == "the engine is shutting down")
        try Gate.open(folder)
        var answers: [RunningEngine.Answer] = []
        for try await answer in group { answers.append(answer) }
        return answers
      }
      #expect(answers.count == 100)
      #expect(answers.allSatisfy { $0.status == 200 && $0["outputs", "a"] == "done" })
      #expect(try await engine.exitCode() == 0)
    }
  }

  @Test(
    "After SIGTERM it is not ready and lets runs in, until the delay is over or somebody asks a second time")
  func drainDelay() async throws {
    try await RunningEngine.with(Self.fast, ["--drain-delay", "5m"]) { (engine, _) async throws in
      engine.signal(SIGTERM)
      #expect(try await engine.logs("no longer ready"))
      #expect(try await engine.get("/ready").status == 503)
      let answer = try await engine.run()
      #expect(answer.status == 200)
      #expect(answer.headers["connection"] == ["close"])
      engine.signal(SIGTERM)
      #expect(try await engine.exitCode() == 0)
    }
    try await RunningEngine.with(Self.fast, ["--drain-delay", "5m"]) { (engine, _) async throws in
      engine.signal(SIGINT)
      #expect(try await engine.exitCode() == 0)
    }
  }

  /// Who calls until the pod's address is given out no more.
  private final class Clients: Sendable {
    private let end = Mutex<ContinuousClock.Instant?>(nil)

    var isLate: Bool { end.withLock { $0 != nil } }
    var goOn: Bool { end.withLock { $0.map { ContinuousClock.now < $0 } ?? true } }

    func stop(at instant: ContinuousClock.Instant) { end.withLock { $0 = instant } }
  }

  /// The pod's address is given out for a moment after the signal: clients go on until then, on new connections.
  @Test("A rollout under load: no connection is refused and no run is cut until the delay is over")
  func rolloutUnderLoad() async throws {
    try await RunningEngine.with(Self.fast, ["--drain-delay", "4s"]) { (engine, _) async throws in
      let clients = Clients()
      let counts = try await withThrowingTaskGroup(of: (served: Int, late: Int).self) { group in
        for _ in 0..<8 {
          group.addTask {
            var (served, late) = (0, 0)
            while clients.goOn {
              let isLate = clients.isLate
              let answer = try await engine.run()
              #expect(answer.status == 200, "\(answer.status) \(answer.body)")
              if isLate { #expect(answer.headers["connection"] == ["close"]) }
              (served, late) = (served + 1, late + (isLate ? 1 : 0))
            }
            return (served, late)
          }
        }
        try await Task.sleep(for: .milliseconds(500))
        engine.signal(SIGTERM)
        #expect(try await engine.logs("no longer ready"))
        clients.stop(at: .now + .seconds(2))
        var sum = (served: 0, late: 0)
        for try await count in group { sum = (sum.served + count.served, sum.late + count.late) }
        return sum
      }
      #expect(counts.late > 8, "\(counts)")
      #expect(try await engine.exitCode() == 0)
    }
  }

  @Test("Runs that take longer than the grace are cancelled, and answered")
  func grace() async throws {
    try await RunningEngine.with(Self.gated, ["--shutdown-grace", "300ms"]) { (engine, _) async throws in
      async let running = engine.run()
      try await engine.waitForRuns(1)
      engine.signal(SIGTERM)
      let answer = try await running
      // It was started, so it is no 503, which `trigger` would follow with another one.
      #expect(answer.status == 500)
      #expect(answer["errors", "a"] == "the run was cancelled")
      #expect(try await engine.exitCode() == 0)
      #expect(engine.log.contains("cancelled after 0.3 seconds: 1 run"))
    }
  }

  @Test("kill -9 of Deno in the middle of 100 runs: each is answered, the next ones run")
  func killedDeno() async throws {
    try await RunningEngine.with(Self.gated) { (engine, folder) async throws in
      let answers = try await withThrowingTaskGroup(of: RunningEngine.Answer.self) { group in
        for _ in 0..<100 { group.addTask { try await engine.run() } }
        try await engine.waitForRuns(100)
        for child in engine.children { kill(child, SIGKILL) }
        // Those that the process had not begun go to the next one.
        try Gate.open(folder)
        var answers: [RunningEngine.Answer] = []
        for try await answer in group { answers.append(answer) }
        return answers
      }
      #expect(answers.count == 100)
      let failed = answers.filter { $0.status != 200 }
      #expect(!failed.isEmpty)
      #expect(
        failed.allSatisfy { $0.status == 500 && $0["errors", "a"]?.contains("ended by signal 9") == true },
        "\(Set(failed.map { "\($0.status) \($0["errors", "a"] ?? $0.body)" }))")
      #expect(try await engine.run().status == 200)
    }
  }

  /// Sends something, waits for a file, and prints how many bytes came back.
  private static let client = """
    import os, socket, sys, time
    port, length, body, gate = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]
    connection = socket.create_connection(("127.0.0.1", port))
    connection.sendall(f"POST /run HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: {length}\\r\\n\\r\\n{body}".encode())
    for _ in range(1500):
        if os.path.exists(gate): break
        time.sleep(0.02)
    total = 0
    while data := connection.recv(65536): total += len(data)
    print(total)
    """

  @Test("A request that never ends does not keep the engine from ending")
  func stalledRequest() async throws {
    try await RunningEngine.with(Self.fast, ["--shutdown-grace", "1s"]) { (engine, folder) async throws in
      let gate = folder.appending(path: "gate")
      let port = engine.port
      async let client = Tool.python.runAside(["-c", Self.client, "\(port)", "10", "{", gate.path])
      try await Task.sleep(for: .milliseconds(500))
      engine.signal(SIGTERM)
      let started = ContinuousClock.now
      #expect(try await engine.exitCode() == 0)
      #expect(ContinuousClock.now - started < .seconds(30))
      try Data().write(to: gate)
      _ = try await client
    }
  }

  @Test("A large answer arrives whole, though the engine was asked to end before it was read")
  func largeAnswer() async throws {
    let workflow = SampleWorkflow(nodes: ["a": "return 'x'.repeat(10_000_000);"])
    try await RunningEngine.with(workflow) { (engine, folder) async throws in
      let gate = folder.appending(path: "gate")
      let port = engine.port
      async let client = Tool.python.runAside(["-c", Self.client, "\(port)", "2", "{}", gate.path])
      #expect(try await engine.logs("the run succeeded"))
      engine.signal(SIGTERM)
      try await Task.sleep(for: .milliseconds(500))
      try Data().write(to: gate)
      let outcome = try await client
      let count = Int(
        String(decoding: outcome.output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
      #expect((count ?? 0) > 10_000_000, "\(outcome.errors)")
      #expect(try await engine.exitCode() == 0)
    }
  }

  @Test("kill -9 of the engine takes its nodes along, even one in an endless loop")
  func killedEngine() async throws {
    let workflow = SampleWorkflow(nodes: ["a": "console.log('looping'); while (true) {}", "b": "return 1;"])
    try await RunningEngine.with(workflow) { (engine, _) async throws in
      let client = Task { try await engine.run() }
      #expect(try await engine.logs("looping"))
      let children = engine.children
      #expect(children.count == 2)
      engine.signal(SIGKILL)
      #expect(await client.result.isFailure)
      func areRunning() -> Bool { children.contains { !ProcessorTime.isGone($0) } }
      #expect(try await eventually { !areRunning() })
    }
  }

  @Test("Other files than the expected ones: unready, with the reason in the log")
  func digest() async throws {
    try await RunningEngine.with(Self.fast, ["--expect-digest", "sha256:00"], ready: false) {
      (engine, _) async throws in
      #expect(try await engine.logs("the mounted files are not the expected version"))
      #expect(try await engine.get("/ready").status == 503)
      #expect(try await engine.get("/health").status == 200)
      let refused = try await engine.run()
      #expect(refused.status == 503)
      #expect(refused["error"] == "the engine is not ready")
      engine.signal(SIGTERM)
      #expect(try await engine.exitCode() == 0)
    }
  }

  @Test("10,000 runs in a row leave no memory and no file handles behind", .timeLimit(.minutes(3)))
  func many() async throws {
    try await RunningEngine.with(Self.fast) { (engine, _) async throws in
      func runs(_ count: Int) async throws {
        for _ in 0..<count { #expect(try await engine.run("{}").status == 200) }
      }
      func descriptors(_ process: Int32) -> Int {
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd").count) ?? 0
      }
      func memory(_ process: Int32) throws -> Int {
        let text = try String(contentsOfFile: "/proc/\(process)/statm", encoding: .utf8)
        return (Int(text.split(separator: " ")[1]) ?? 0) * 4096
      }
      try await runs(2000)
      let child = try #require(engine.children.first)
      let before = (descriptors(engine.identifier), descriptors(child))
      let (engineBefore, childBefore) = (try memory(engine.identifier), try memory(child))
      try await runs(10_000)
      #expect((descriptors(engine.identifier), descriptors(child)) == before)
      #expect(try memory(engine.identifier) < engineBefore + 4 << 20)
      #expect(try memory(child) < childBefore + 24 << 20)
    }
  }
}

extension Result {
  fileprivate var isFailure: Bool { if case .failure = self { true } else { false } }
}
