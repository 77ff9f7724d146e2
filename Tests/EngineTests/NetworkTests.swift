import Foundation
import TestSupport
import Testing

@Suite(.needs(.deno))
struct NetworkTests {
  private static let fetch =
    "const r = await ctx.fetch('s', input.url); return `${r.status} ${await r.text()}`;"
  private static let caught =
    "try { await fetch(input.url); return 'reached'; } catch (error) { return (error as Error).message; }"

  @Test("A node reaches its own hosts, and is told what to add for others")
  func capabilities() async throws {
    try await LoopbackServer.with { _ in
      (200, [:], "hi")
    } _: { _, port in
      let workflow = SampleWorkflow(
        nodes: ["a": Self.fetch, "b": Self.fetch, "c": Self.caught],
        hosts: ["a": ["127.0.0.1:\(port)"], "b": ["example.com"]])
      try await RunningEngine.with(workflow) { (engine, _) async throws in
        let answer = try await engine.run(#"{"url": "http://127.0.0.1:\#(port)/"}"#)
        #expect(answer["outputs", "a"] == "200 hi")
        let advice = { (node: String) in
          "the node may not reach 127.0.0.1:\(port): add it to `nodes.\(node).capabilities.net` in workflow.yaml"
        }
        #expect(answer["errors", "b"]?.hasPrefix(advice("b")) == true)
        #expect(answer["outputs", "c"] == advice("c"))
        #expect(!engine.log.contains("nodes may reach every host"))
      }
    }
  }

  @Test("Without capabilities, the contract's dependencies are what nodes reach")
  func dependencies() async throws {
    try await LoopbackServer.with { _ in
      (200, [:], "hi")
    } _: { _, port in
      let workflow = SampleWorkflow(
        nodes: ["a": Self.fetch, "b": "return await (await fetch('http://localhost:12345/')).text();"],
        extra: "contract:\n  dependencies:\n    s: {host: 127.0.0.1, port: \(port)}\n")
      try await RunningEngine.with(workflow) { (engine, _) async throws in
        let answer = try await engine.run(#"{"url": "http://127.0.0.1:\#(port)/"}"#)
        #expect(answer["outputs", "a"] == "200 hi")
        #expect(
          answer["errors", "b"]?.hasPrefix(
            "the node may not reach localhost:12345: add it to `contract.dependencies` in workflow.yaml"
          )
            == true)
      }
    }
  }

  @Test("When nothing names hosts, everything is open, with a warning")
  func open() async throws {
    try await LoopbackServer.with { _ in
      (200, [:], "hi")
    } _: { _, port in
      try await RunningEngine.with(SampleWorkflow(nodes: ["a": Self.fetch])) { (engine, _) async throws in
        #expect(engine.log.contains("nodes may reach every host"))
        #expect(try await engine.run(#"{"url": "http://127.0.0.1:\#(port)/"}"#)["outputs", "a"] == "200 hi")
      }
    }
  }

  @Test("What stands behind a service's name cannot become a part of its host")
  func gluedHost() async throws {
    let node = """
      const tried: string[] = [];
      for (const [service, path] of input) {
        try { await ctx.fetch(service, path); tried.push('sent'); }
        catch (error) { tried.push((error as Error).message); }
      }
      return tried;
      """
    let tries = [
      ["jira", ".evil.example/x"], ["jira", "@evil.example/"], ["jira", ":8443/x"], ["jira", "x"],
      ["jira", "\\\\evil"],
      ["evil.example/", "/x"], ["a@evil.example#", "/x"], ["x:1@evil.example/?", "/"], ["", "/x"],
    ]
    try await RunningEngine.with(SampleWorkflow(nodes: ["a": node], hosts: ["a": ["127.0.0.1:1"]])) {
      (engine, _) async throws in
      let input = "[" + tries.map { "[\"\($0[0])\",\"\($0[1])\"]" }.joined(separator: ",") + "]"
      let answer = try await engine.run(input)
      let messages = try JSONDecoder().decode([String].self, from: Data((answer["outputs", "a"] ?? "").utf8))
      #expect(messages.count == tries.count)
      #expect(messages.allSatisfy { $0.hasPrefix("ctx.fetch: ") }, "\(messages)")
    }
  }

  @Test("A redirect to another origin gets no header that may be a credential, whoever set it")
  func redirected() async throws {
    try await LoopbackServer.with { seen in
      seen.path == "/"
        ? (302, ["location": "http://localhost:\(seen.host.split(separator: ":")[1])/end"], "")
        : (200, [:], "hi")
    } _: { server, port in
      let node = """
        const headers = { 'X-API-Key': 'k', 'Private-Token': 't', Authorization: 'Basic x', Accept: 'text/x' };
        return await (await ctx.fetch('s', 'http://127.0.0.1:\(port)/', { headers })).text();
        """
      try await RunningEngine.with(SampleWorkflow(nodes: ["a": node])) { (engine, _) async throws in
        #expect(try await engine.run()["outputs", "a"] == "hi")
        let names = ["x-api-key", "private-token", "authorization", "accept"]
        #expect(names.map { server.seen[0].headers[$0] } == ["k", "t", "Basic x", "text/x"])
        #expect(names.map { server.seen[1].headers[$0] } == [nil, nil, nil, "text/x"])
      }
    }
  }

  @Test("The trace of a run goes with its requests; a malformed one does not")
  func trace() async throws {
    try await LoopbackServer.with { _ in
      (200, [:], "hi")
    } _: { server, port in
      try await RunningEngine.with(SampleWorkflow(nodes: ["a": Self.fetch])) { (engine, _) async throws in
        let input = #"{"url": "http://127.0.0.1:\#(port)/"}"#
        let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        _ = try await engine.run(input, headers: [("traceparent", parent), ("tracestate", "a=\"b\"")])
        _ = try await engine.run(input, headers: [("traceparent", "00-zz-00-01"), ("tracestate", "a=b")])
        _ = try await engine.run(input)
        #expect(server.seen.map { $0.headers["traceparent"] } == [parent, nil, nil])
        #expect(server.seen.map { $0.headers["tracestate"] } == ["a=\"b\"", nil, nil])
      }
    }
  }
}
