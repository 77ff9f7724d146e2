import Foundation
import NIOHTTP1
import TestSupport
import Testing

/// What clients may send, and what becomes of those that misbehave.
@Suite(.needs(.deno, .python), .serialized)
struct EdgeTests {
  private static let echo = SampleWorkflow(nodes: ["a": "return input;"])

  /// For raw connections: `connect(port)`, `send(c, text)`, `read(c)` up to the end or half a second of silence.
  private static let preamble = """
    import socket, sys, time
    port = int(sys.argv[1])
    def connect():
        c = socket.create_connection(("127.0.0.1", port)); c.settimeout(30); return c
    def send(c, text): c.sendall(text.encode())
    def post(length, more=""): return f"POST /run HTTP/1.1\\r\\nHost: x\\r\\n{more}Content-Length: {length}\\r\\n\\r\\n"
    def until(c, text):
        got = b""
        while text.encode() not in got:
            part = c.recv(65536)
            if not part: break
            got += part
        return got.decode()

    """

  private func python(_ engine: RunningEngine, _ script: String) async throws -> String {
    let port = "\(engine.port)"
    // It waits for its end, for which the few threads that tests run on are too few.
    let outcome = try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global().async {
        continuation.resume(with: Result { try Tool.python.run(["-c", Self.preamble + script, port]) })
      }
    }
    #expect(outcome.status == 0, "\(outcome.errors)")
    return String(decoding: outcome.output, as: UTF8.self)
  }

  /// The most memory that a process has held so far, in MiB.
  private func peak(_ engine: RunningEngine) throws -> Int {
    let status = try String(contentsOfFile: "/proc/\(engine.identifier)/status", encoding: .utf8)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
    return (Int(line.split(separator: " ")[1]) ?? 0) >> 10
  }

  @Test("Whatever stands in traceparent and tracestate, every run succeeds, and only what is right goes on")
  func trace() async throws {
    let workflow = SampleWorkflow(nodes: ["a": "return ctx.runId;"])
    try await RunningEngine.with(workflow) { (engine, _) async throws in
      let children = engine.children
      let (trace, parent) = (String(repeating: "a", count: 32), String(repeating: "b", count: 16))
      for field in [
        "01-\(trace)-\(parent)-01-\"", "01-\(trace)-\(parent)-01-\",\"run\":\"forged",
        "00-\(trace)-\(parent)-01",
        "\"", "{}", "\\",
      ] {
        let answer = try await engine.run(
          "{}", headers: [("traceparent", field), ("tracestate", "a=\"b\",\"c")])
        #expect(answer.status == 200, "\(field): \(answer.body)")
        #expect(answer["outputs", "a"] == answer["runId"])
      }
      #expect(engine.children == children)
    }
  }

  @Test("A body of ten million bytes costs a few times its size, and one that is nested or broken less")
  func largeBody() async throws {
    let workflow = SampleWorkflow(nodes: ["a": "return input.length;"])
    try await RunningEngine.with(workflow, ["--body-limit", "\(10 << 20)"]) { (engine, _) async throws in
      _ = try await engine.run("[1]")
      let before = try peak(engine)
      let body = "[" + String(repeating: "0,", count: 4_900_000) + "0]"
      #expect(try await engine.run(body)["outputs", "a"] == "4900001")
      #expect(try await engine.run(body.dropLast() + ",").status == 400)
      #expect(try await engine.run(String(repeating: "[", count: 10_000_000)).status == 400)
      #expect(try peak(engine) - before < 80)
    }
  }

  @Test("Unfinished requests hold neither memory nor places from others")
  func unfinished() async throws {
    let arguments = [
      "--max-concurrent-runs", "4", "--buffer-limit", "\(24 << 20)", "--body-limit", "\(4 << 20)",
    ]
    try await RunningEngine.with(Self.echo, arguments) { (engine, _) async throws in
      _ = try await engine.run("[1]")
      let before = try peak(engine)
      let said = try await python(
        engine,
        """
        held = []
        for _ in range(60):
            c = connect(); held.append(c)
            try: send(c, post(4 << 20) + "[" + "0," * 500_000)
            except OSError: pass
        time.sleep(1.2)
        fine = 0
        for _ in range(20):
            c = connect(); send(c, post(2) + "{}")
            fine += "HTTP/1.1 200" in until(c, '"nodeTimings"')
            c = connect(); send(c, post(2_000_001) + '"' + "x" * 1_999_999 + '"')
            fine += "HTTP/1.1 200" in until(c, '"nodeTimings"')
        print(fine)
        """)
      #expect(said == "40\n")
      #expect(try peak(engine) - before < 100)
    }
  }

  @Test("Answers that nobody takes hold no more than there is for them, and nothing from others")
  func unread() async throws {
    let workflow = SampleWorkflow(nodes: ["a": "return input.size ? 'x'.repeat(input.size) : 1;"])
    try await RunningEngine.with(workflow, ["--buffer-limit", "\(24 << 20)"]) { (engine, _) async throws in
      _ = try await engine.run()
      let before = try peak(engine)
      let said = try await python(
        engine,
        """
        held = []
        for _ in range(20):
            c = connect(); held.append(c)
            c.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
            send(c, post(16) + '{"size":5000000}')
            time.sleep(0.1)
        fine = 0
        for _ in range(20):
            c = connect(); send(c, post(2) + "{}")
            fine += "HTTP/1.1 200" in until(c, '"nodeTimings"')
        print(fine)
        """)
      #expect(said == "20\n")
      // Twenty answers, each held as often as it is on its way, would be more.
      #expect(try peak(engine) - before < 250)
    }
  }

  @Test("Connections that do nothing go for new ones")
  func connections() async throws {
    try await RunningEngine.with(Self.echo, ["--max-concurrent-runs", "1"]) { (engine, _) async throws in
      let said = try await python(
        engine,
        """
        held = [connect() for _ in range(400)]
        for c in held[:200]: send(c, "GET /hea")
        c = connect(); send(c, post(2) + "{}")
        print("HTTP/1.1 200" in until(c, '"nodeTimings"'))
        held[220].settimeout(5)
        print(held[220].recv(10))
        """)
      #expect(said == "True\nb''\n")
    }
  }

  @Test("100 Continue comes at once where the body is wanted, and a refusal without it elsewhere")
  func expectation() async throws {
    try await RunningEngine.with(Self.echo, ["--body-limit", "100"]) { (engine, _) async throws in
      let said = try await python(
        engine,
        """
        c = connect(); send(c, post(2, "Expect: 100-continue\\r\\n"))
        print(until(c, "\\r\\n\\r\\n").split(" ")[1])
        send(c, "{}")
        print(until(c, '"nodeTimings"').split(" ")[1])
        c = connect(); send(c, post(101, "Expect: 100-continue\\r\\n"))
        answer = until(c, "(--body-limit)")
        print(answer.split(" ")[1], "connection: close" in answer.lower())
        while c.recv(100): pass
        """)
      #expect(said == "100\n200\n413 True\n")
    }
  }

  @Test("A refusal is read whole by a client that goes on sending")
  func refusedWhileSending() async throws {
    try await RunningEngine.with(Self.echo, ["--body-limit", "100"]) { (engine, _) async throws in
      let said = try await python(
        engine,
        """
        c = connect(); send(c, post(3_000_000))
        try:
            for _ in range(30): send(c, "x" * 100_000); time.sleep(0.01)
        except OSError: pass
        print(until(c, "(--body-limit)").split(" ")[1])
        c = connect(); send(c, "POST /run HTTP/1.1\\r\\nHost: x\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n65\\r\\n" + "x" * 101 + "\\r\\n")
        print(until(c, "(--body-limit)").split(" ")[1])
        """)
      #expect(said == "413\n413\n")
    }
  }

  @Test("A client that closes its half alone gets its answer, also where one that is gone ends its run")
  func halfClosed() async throws {
    let workflow = SampleWorkflow(nodes: [
      "a": """
      while (!ctx.secrets.gate) {
        ctx.signal.throwIfAborted();
        await new Promise((resume) => setTimeout(resume, 50));
      }
      return 'done';
      """
    ])
    try await RunningEngine.with(workflow, ["--on-disconnect", "cancel"]) { (engine, folder) async throws in
      async let said = python(
        engine,
        """
        c = connect(); send(c, post(2) + "{}")
        c.shutdown(socket.SHUT_WR)
        print("HTTP/1.1 200" in until(c, '"nodeTimings"'))
        """)
      try await engine.waitForRuns(1)
      _ = try await python(engine, "c = connect(); send(c, post(2) + '{}'); time.sleep(0.5); c.close()")
      #expect(try await engine.logs("the run was cancelled"))
      try Gate.open(folder)
      #expect(try await said == "True\n")
    }
  }

  @Test("While the engine drains, every answer closes its connection")
  func draining() async throws {
    let workflow = SampleWorkflow(nodes: ["a": Gate.wait + "return 'done';"])
    try await RunningEngine.with(workflow) { (engine, folder) async throws in
      #expect(try await engine.get("/health").headers.first(name: "connection") == nil)
      async let running = engine.run()
      try await engine.waitForRuns(1)
      engine.signal(SIGTERM)
      #expect(try await engine.logs("shutting down"))
      let refused = try await engine.run()
      #expect(refused.status == 503 && refused.headers.first(name: "connection") == "close")
      #expect(try await engine.get("/health").headers.first(name: "connection") == "close")
      try Gate.open(folder)
      let answer = try await running
      #expect(answer.status == 200 && answer.headers.first(name: "connection") == "close")
      #expect(try await engine.exitCode() == 0)
    }
  }

  @Test("With a token, runs are for those who show it, and no node sees it")
  func token() async throws {
    let workflow = SampleWorkflow(
      nodes: ["a": "return Object.keys(ctx.secrets);"],
      files: [".secrets/engine.token": "s3cret-token\n", ".secrets/slack": "x-y-z"])
    try await RunningEngine.with(workflow) { (engine, folder) async throws in
      for field in [nil, "Bearer wrong-token!", "s3cret-token", "Basic s3cret-token", "Bearer s3cret-tokens"]
      {
        let refused = try await engine.run("{}", headers: field.map { [("authorization", $0)] } ?? [])
        #expect(refused.status == 401)
        #expect(refused.headers.first(name: "www-authenticate") == "Bearer")
      }
      #expect(try await engine.get("/ready").status == 200)
      let fine = try await engine.run("{}", headers: [("authorization", "bearer s3cret-token")])
      #expect(fine["outputs", "a"] == #"["slack"]"#)
      let url = "http://127.0.0.1:\(engine.port)/run"
      let file = folder.appending(path: ".secrets/engine.token").path
      #expect(try Tool.engine.run(["trigger", url]).status == 1)
      #expect(try Tool.engine.run(["trigger", url, "--token-file", file]).status == 0)
      #expect(!engine.log.contains("s3cret-token"))
    }
  }

  @Test("dev answers to this machine, and to no page of another site")
  func origins() async throws {
    try await RunningEngine.with(Self.echo, command: "dev") { (engine, _) async throws in
      func status(_ fields: [(String, String)]) async throws -> Int {
        try await engine.run("{}", headers: fields).status
      }
      let own = "127.0.0.1:\(engine.port)"
      #expect(try await status([]) == 200)
      for host in ["localhost:\(engine.port)", "[::1]:80", "localhost"] {
        #expect(try await status([("host", host)]) == 200, "\(host)")
      }
      for host in [
        "evil.example", "evil.example:\(engine.port)", "localhost.evil.example", "127.0.0.1.evil.example",
      ] {
        #expect(try await status([("host", host)]) == 421, "\(host)")
      }
      for origin in ["http://\(own)", "http://localhost:3000"] {
        #expect(try await status([("origin", origin)]) == 200, "\(origin)")
      }
      for origin in ["null", "https://evil.example", "http://localhost.evil.example", "http://192.0.2.1"] {
        #expect(try await status([("origin", origin)]) == 403, "\(origin)")
      }
    }
  }
}
