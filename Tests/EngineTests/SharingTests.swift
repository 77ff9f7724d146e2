import Foundation
import TestSupport
import Testing

/// Runs share a process of each node: what one of them does is not to be the end of the others.
@Suite(.needs(.deno), .serialized)
struct SharingTests {
  /// Honest runs, a few at a time, while `bad` runs one after the other; how the honest ones were answered.
  private func beside(
    _ bad: String, _ workflow: SampleWorkflow, honest: Int = 60, _ arguments: [String] = [],
    then check: (RunningEngine) async throws -> Void = { _ in }
  ) async throws -> [RunningEngine.Answer] {
    try await RunningEngine.with(workflow, arguments) { (engine, _) async throws in
      let attack = Task {
        while !Task.isCancelled { _ = try? await engine.run(bad) }
      }
      try await engine.waitForRuns(1)
      var answers: [RunningEngine.Answer] = []
      for _ in 0..<(honest / 3) {
        answers += try await withThrowingTaskGroup(of: RunningEngine.Answer.self) { group in
          for _ in 0..<3 { group.addTask { try await engine.run("{}") } }
          return try await group.reduce(into: []) { $0.append($1) }
        }
        try await Task.sleep(for: .milliseconds(50))
      }
      attack.cancel()
      _ = await attack.result
      try await check(engine)
      return answers
    }
  }

  @Test(
    "Inputs that hang take no honest run along",
    arguments: [
      "while (true) {}", "await new Promise(() => {});",
      "setInterval(() => {}, 10); await new Promise(() => {});",
      "while (true) console.log('flood');",
    ])
  func hanging(body: String) async throws {
    let workflow = SampleWorkflow(
      nodes: ["a": "if (input.bad) { \(body) } return 'fine';"], config: ["timeout: 1s", "retries: 2"])
    let answers = try await beside(#"{"bad": true}"#, workflow)
    #expect(answers.count == 60)
    #expect(answers.allSatisfy { $0.status == 200 }, "\(Set(answers.map(\.body)))")
  }

  @Test("A node that fills the disk loses its process, and no other node does")
  func fullScratch() async throws {
    let fill = "for (let i = 0; i < 80; i++) await Deno.writeFile(`${i}`, new Uint8Array(1 << 20));"
    let workflow = SampleWorkflow(
      nodes: [
        "a": "if (input.bad) { \(fill) await new Promise(() => {}); } return 'fine';", "b": "return 1;",
      ])
    try await RunningEngine.with(workflow) { (engine, _) async throws in
      let bad = try await engine.run(#"{"bad": true}"#)
      #expect(bad["errors", "a"]?.contains("the node wrote more than 64 MiB of files") == true, "\(bad.body)")
      #expect(bad["outputs", "b"] == "1")
      let good = try await engine.run()
      #expect(good["outputs", "a"] == "fine", "\(good.body)")
    }
  }

  @Test(
    "An upstream that says nothing costs neither a process nor another run",
    arguments: ["fetch(url)", "ctx.fetch('x', url)"])
  func silentUpstream(call: String) async throws {
    let upstream = try SilentUpstream()
    let port = upstream.port
    let body =
      "const url = 'http://127.0.0.1:\(port)/'; if (input.bad) return (await \(call)).status; return 'fine';"
    let workflow = SampleWorkflow(nodes: ["a": body], config: ["timeout: 1s"])
    let answers = try await beside(#"{"bad": true}"#, workflow) { engine in
      let answer = try await engine.run(#"{"bad": true}"#)
      #expect(answer["errors", "a"] == "timed out after 1 s")
      #expect(answer["failures", "a"] == #"{"attempts":1,"kind":"timeout"}"#)
      let metrics = try await engine.get("/metrics").body
      #expect(metrics.contains(#"tentacular_node_starts_total{workflow="sample",node="a"} 1"# + "\n"))
    }
    #expect(answers.allSatisfy { $0.status == 200 }, "\(Set(answers.map(\.body)))")
  }

  @Test("A request that nobody awaits ends with its run")
  func leftRequest() async throws {
    let workflow = SampleWorkflow(nodes: [
      "a": """
      let ended = "no request was made";
      export default async function (ctx: any, input: any) {
        if (input.look) { await new Promise((r) => setTimeout(r, 50)); return ended; }
        const server = Deno.listen({ hostname: "127.0.0.1", port: 0 });
        ended = "open";
        fetch(`http://127.0.0.1:${(server.addr as any).port}/`).catch((e) => ended = e.name);
        await server.accept();
        return 1;
      }
      """
    ])
    try await RunningEngine.with(workflow) { (engine, _) async throws in
      #expect(try await engine.run("{}").status == 200)
      #expect(try await engine.run(#"{"look": true}"#)["outputs", "a"] == "AbortError")
    }
  }

  @Test("One client that hangs up takes no other run along, and half a connection is a whole one")
  func hangUp() async throws {
    let workflow = SampleWorkflow(
      nodes: ["a": "await new Promise((r) => setTimeout(r, 1500)); return 'done';"])
    try await RunningEngine.with(workflow, ["--on-disconnect", "cancel"]) { (engine, folder) async throws in
      async let others = withThrowingTaskGroup(of: RunningEngine.Answer.self) { group in
        for _ in 0..<10 { group.addTask { try await engine.run() } }
        return try await group.reduce(into: [RunningEngine.Answer]()) { $0.append($1) }
      }
      try await engine.waitForRuns(10)
      let port = engine.port
      let outcome = try await Task.detached {
        try Tool.python.run(["-c", Self.hangUp, "\(port)"])
      }.value
      let half = String(decoding: outcome.output, as: UTF8.self)
      #expect(half.contains("HTTP/1.1 200 OK"), "\(half) \(outcome.errors)")
      #expect(half.contains(#""outputs":{"a":"done"}"#))
      #expect(try await others.allSatisfy { $0.status == 200 })
      #expect(engine.log.components(separatedBy: "the run was cancelled").count == 4)
      #expect(!engine.log.contains("replaced"))
    }
  }

  /// Three requests that hang up, and one that says that it sends nothing more.
  private static let hangUp = """
    import socket, sys, time
    def request():
        c = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
        c.sendall(b"POST /run HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\nContent-Length: 2\\r\\n\\r\\n{}")
        time.sleep(0.2)
        return c
    for _ in range(3): request().close()
    c = request()
    c.shutdown(socket.SHUT_WR)
    while data := c.recv(65536): sys.stdout.write(data.decode())
    """

  @Test(
    "More work at once than fits into the time of one run is done one after the other",
    arguments: ["", "await new Promise((r) => setTimeout(r, 1));"])
  func batch(before: String) async throws {
    let workflow = SampleWorkflow(
      nodes: [
        "a": "\(before) const end = performance.now() + 100; while (performance.now() < end) {} return 1;"
      ], config: ["timeout: 2s"])
    try await RunningEngine.with(workflow) { (engine, _) async throws in
      let answers = try await withThrowingTaskGroup(of: RunningEngine.Answer.self) { group in
        for _ in 0..<40 { group.addTask { try await engine.run() } }
        return try await group.reduce(into: [RunningEngine.Answer]()) { $0.append($1) }
      }
      #expect(answers.allSatisfy { $0.status == 200 }, "\(Set(answers.map(\.body)))")
      #expect(!engine.log.contains("replaced"))
    }
  }

  @Test("Runs that need much memory together are done a few at a time")
  func large() async throws {
    let workflow = SampleWorkflow(
      nodes: [
        "a": """
        const held = Array.from({ length: input.large }, () => new Uint8Array(1 << 20).fill(1));
        await new Promise((r) => setTimeout(r, 200)); return held.length;
        """
      ], config: ["timeout: 20s", "retries: 3"])
    try await RunningEngine.with(workflow, ["--node-memory", "128"]) { (engine, _) async throws in
      let answers = try await withThrowingTaskGroup(of: RunningEngine.Answer.self) { group in
        for _ in 0..<20 { group.addTask { try await engine.run(#"{"large": 24}"#) } }
        return try await group.reduce(into: [RunningEngine.Answer]()) { $0.append($1) }
      }
      #expect(answers.allSatisfy { $0["outputs", "a"] == "24" }, "\(Set(answers.map(\.body)))")
    }
  }

  @Test("A node that logs a line for each run runs on, and what is dropped is counted")
  func chatty() async throws {
    let workflow = SampleWorkflow(nodes: ["a": "ctx.log.info('x'.repeat(3000)); return 1;"])
    try await RunningEngine.with(workflow) { (engine, _) async throws in
      for _ in 0..<60 {
        let answers = try await withThrowingTaskGroup(of: Int.self) { group in
          for _ in 0..<8 { group.addTask { try await engine.run().status } }
          return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.allSatisfy { $0 == 200 })
      }
      try await Task.sleep(for: .milliseconds(1100))
      _ = try await engine.run()
      #expect(engine.log.contains("of the node were dropped: it printed more than 64 KiB a second"))
      #expect(!engine.log.contains("replaced"))
    }
  }

  @Test("No node gets at the connection of its process, whatever it changes")
  func forging() async throws {
    let workflow = SampleWorkflow(
      nodes: [
        "a": """
        import fs from "node:fs";
        const seen: number[] = [];
        export default async function (ctx: any, input: any) {
          switch (input.way) {
            case "core": return typeof (Deno as any)[(Deno as any).internal];
            case "patch":
              Array.prototype.push = function () { seen[seen.length] = 1; return 0; };
              Map.prototype.get = function () { return undefined; };
              Uint8Array.prototype.subarray = function () { seen[seen.length] = 2; return this; } as any;
              DataView.prototype.setUint32 = function () { seen[seen.length] = 3; };
              return seen.length;
            case "write":
              // A frame that says: attempt 1 ended with 7.
              for (let fd = 3; fd < 16; fd++) {
                try { fs.writeSync(fd, new Uint8Array([10, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 8, 55])); } catch { /* closed */ }
              }
              return "written";
            default: return seen.length;
          }
        }
        """
      ], config: ["timeout: 3s"])
    try await RunningEngine.with(workflow) { (engine, _) async throws in
      #expect(try await engine.run(#"{"way": "core"}"#)["outputs", "a"] == "undefined")
      let written = try await engine.run(#"{"way": "write"}"#)
      #expect(
        written["outputs", "a"] == "written" || written["failures", "a", "kind"] == "process",
        "\(written.body)")
      #expect(try await engine.run(#"{"way": "patch"}"#).status == 200)
      for _ in 0..<5 { #expect(try await engine.run("{}")["outputs", "a"] == "0") }
    }
  }

  @Test("Nothing is shared behind the engine's back")
  func storage() async throws {
    let body = "return ['localStorage', 'sessionStorage', 'caches'].filter((name) => name in globalThis);"
    try await RunningEngine.with(SampleWorkflow(nodes: ["a": body])) { (engine, _) async throws in
      #expect(try await engine.run()["outputs", "a"] == "[]")
    }
  }

  @Test("Failures have a kind, and what another attempt cannot mend is not tried again")
  func kinds() async throws {
    let workflow = SampleWorkflow(
      nodes: [
        "denied": "await Deno.readTextFile('/etc/passwd');", "threw": "throw new Error('no');",
        "output": "return () => 1;", "timeout": "await new Promise((r) => setTimeout(r, 9000));",
        "process": "Deno.exit(4);", "fine": "return 1;",
      ], config: ["timeout: 1s", "retries: 1"])
    try await RunningEngine.with(workflow) { (engine, _) async throws in
      let answer = try await engine.run()
      #expect(
        answer["failures", "denied"].map { $0.contains(#""kind":"denied""#) && $0.contains(#""attempts":1"#) }
          == true)
      #expect(answer["failures", "output"] == #"{"attempts":1,"kind":"output"}"#)
      #expect(answer["failures", "threw", "kind"] == "threw")
      #expect(answer["failures", "threw", "attempts"] == "2")
      #expect(answer["failures", "threw", "place"]?.hasPrefix("nodes/threw.ts:2:") == true)
      #expect(answer["failures", "timeout"] == #"{"attempts":2,"kind":"timeout"}"#)
      #expect(answer["failures", "process"] == #"{"attempts":2,"kind":"process"}"#)
      #expect(answer["failures", "fine"] == nil)
      let metrics = try await engine.get("/metrics").body
      #expect(metrics.contains(#"tentacular_node_timeouts_total{workflow="sample",node="timeout"} 2"# + "\n"))
      #expect(metrics.contains(#"tentacular_node_timeouts_total{workflow="sample",node="threw"} 0"# + "\n"))
      #expect(metrics.contains(#"tentacular_node_up{workflow="sample",node="fine"} 1"# + "\n"))
    }
  }

  @Test("A node that cannot start again makes the engine unready, and is named")
  func unready() async throws {
    var upstream: SilentUpstream? = try SilentUpstream()
    let port = try #require(upstream?.port)
    let workflow = SampleWorkflow(
      nodes: [
        "a": "(await Deno.connect({ port: \(port) })).close(); export default () => { Deno.exit(1); };",
        "b": "return 1;",
      ])
    try await RunningEngine.with(workflow) { (engine, _) async throws in
      #expect(try await engine.get("/ready").status == 200)
      // Without it, the node's module cannot be loaded again.
      upstream = nil
      _ = try await engine.run()
      #expect(try await eventually { try await engine.get("/ready").status == 503 })
      #expect(try await engine.get("/ready").body == "not ready: no process runs a\n")
      let metrics = try await engine.get("/metrics").body
      #expect(metrics.contains(#"tentacular_node_up{workflow="sample",node="a"} 0"# + "\n"))
      upstream = try SilentUpstream(port: port)
      #expect(try await eventually { try await engine.get("/ready").status == 200 })
      #expect(upstream?.port == port)
    }
  }
}

/// A socket that listens: the kernel takes connections, and nobody answers.
private final class SilentUpstream {
  let port: UInt16
  private let descriptor: Int32

  struct CannotListen: Error {}

  init(port: UInt16 = 0) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var yes: Int32 = 1
    unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = descriptor
    let isListening = unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        unsafe bind(descriptor, pointer, length) == 0 && listen(descriptor, 100) == 0
          && getsockname(descriptor, pointer, &length) == 0
      }
    }
    self.port = address.sin_port.bigEndian
    if !isListening { throw CannotListen() }
  }

  deinit { close(descriptor) }
}
