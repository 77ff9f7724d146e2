import Foundation
import TestSupport
import Testing

/// `ctx.dependency`, with a real Deno.
@Suite(.needs(.deno))
struct DependencyTests {
  /// A row for each form of a dependency.
  private static let contract = """
    contract:
      version: "1"
      dependencies:
        api: {host: api.example.com, auth: {type: bearer-token, secret: api.token}, region: [eu, us]}
        plain: {protocol: http, host: plain}
        own-port: {protocol: https, host: "own.example.com:8443", secret: whole}
        six: {protocol: http, host: "[::1]", port: 8080}
        pg:
          protocol: postgresql
          host: pg.db.svc.cluster.local
          database: app
          user: reader
          auth: {type: password, secret: pg.password}
        bus: {protocol: nats, host: nats, subject: jobs}
        store: {protocol: blob, host: blobs.example.com, container: c}
        odd: {protocol: amqp, host: mq, port: 5671}
        targets: {type: dynamic-target, protocol: https, cidr: 0.0.0.0/0, dynPorts: ["443/TCP"], host: h, port: 1}
        taken: {protocol: nats, host: bus, subject: s, fetch: own, authType: own}
        wild: {host: "*.example.com"}
        db: {protocol: jsr, host: "@db/postgres", version: "0.19.5"}

    """

  /// Of the contract; without them the engine stays unready.
  private static let secrets = "api: {token: T}\nwhole: text alone\npg: {user: x, password: P}\n"

  private static let shown = """
    const d = ctx.dependency(input);
    return { ...d, fetch: typeof d.fetch, secret: d.secret ?? null };
    """

  @Test("Each form of a dependency has its members, and nothing of another form")
  func members() async throws {
    let workflow = SampleWorkflow(
      nodes: ["a": Self.shown], extra: Self.contract,
      files: [".secrets.yaml": Self.secrets])
    try await RunningEngine.with(workflow) { (engine, _) async throws in
      for (name, expected) in [
        "api":
          #"{"authType":"bearer-token","fetch":"function","host":"api.example.com","port":443,"protocol":"https","region":["eu","us"],"secret":"T"}"#,
        "plain": #"{"fetch":"function","host":"plain","port":80,"protocol":"http","secret":null}"#,
        "own-port":
          #"{"fetch":"function","host":"own.example.com","port":8443,"protocol":"https","secret":"text alone"}"#,
        "six": #"{"fetch":"function","host":"::1","port":8080,"protocol":"http","secret":null}"#,
        "pg":
          #"{"authType":"password","database":"app","fetch":"undefined","host":"pg.db.svc.cluster.local","port":5432,"protocol":"postgresql","secret":"P","user":"reader"}"#,
        "bus":
          #"{"fetch":"undefined","host":"nats","port":4222,"protocol":"nats","secret":null,"subject":"jobs"}"#,
        "store":
          #"{"container":"c","fetch":"undefined","host":"blobs.example.com","port":443,"protocol":"blob","secret":null}"#,
        "odd": #"{"fetch":"undefined","host":"mq","port":5671,"protocol":"amqp","secret":null}"#,
        "targets":
          #"{"cidr":"0.0.0.0/0","dynPorts":["443/TCP"],"fetch":"function","protocol":"https","secret":null,"type":"dynamic-target"}"#,
        "taken":
          #"{"fetch":"undefined","host":"bus","port":4222,"protocol":"nats","secret":null,"subject":"s"}"#,
        "db":
          #"{"fetch":"undefined","host":"@db/postgres","protocol":"jsr","secret":null,"version":"0.19.5"}"#,
      ] {
        let answer = try await engine.run("\"\(name)\"")
        #expect(answer["outputs", "a"] == expected, "\(answer.body)")
      }
    }
  }

  @Test("It is frozen, all of it, and no node can change what another sees")
  func frozen() async throws {
    let workflow = SampleWorkflow(
      nodes: [
        "a": """
        "use strict";
        const d: any = ctx.dependency("api");
        const tries = [() => d.host = "evil", () => d.region.push("x"), () => d.secret = "x", () => delete d.fetch,
          () => d.more = 1];
        return tries.map((change) => { try { change(); return "changed"; } catch (e) { return (e as Error).name; } });
        """
      ], extra: Self.contract, files: [".secrets.yaml": Self.secrets])
    try await RunningEngine.with(workflow) { (engine, _) async throws in
      let answer = try await engine.run()
      #expect(
        answer["outputs", "a"] == #"["TypeError","TypeError","TypeError","TypeError","TypeError"]"#,
        "\(answer.body)")
    }
  }

  @Test("What is not declared throws, with what to write")
  func undeclared() async throws {
    let workflow = SampleWorkflow(
      nodes: ["a": "return ctx.dependency(input);"],
      extra: "contract: {dependencies: {slack: {host: hooks.slack.com}}}\n")
    try await RunningEngine.with(workflow) { (engine, _) async throws in
      #expect(
        try await engine.run(#""slak""#)["errors", "a"]?.hasPrefix(
          "workflow.yaml declares no dependency `slak`; did you mean `slack`? (it declares `slack`). Add it to "
            + "`contract.dependencies`, like `slak: {protocol: https, host: api.example.com}`") == true)
      for name in ["__proto__", "", "A"] {
        let error = try await engine.run("\"\(name)\"")["errors", "a"]
        #expect(
          error?.hasPrefix("workflow.yaml declares no dependency `\(name)` (it declares `slack`)") == true)
        #expect(error?.contains("Add it") == false)
      }
      #expect(
        try await engine.run("1")["errors", "a"]?.hasPrefix(
          "TypeError: ctx.dependency takes the name of a dependency, as a text") == true)
    }
    try await RunningEngine.with(SampleWorkflow(nodes: ["a": "return ctx.dependency('x');"])) {
      (engine, _) async throws in
      #expect(try await engine.run()["errors", "a"]?.contains("(it declares none)") == true)
    }
  }

  private static let request = """
    const d = ctx.dependency(input.name);
    const r = await d.fetch!(input.path, input.init);
    return `${r.status} ${await r.text()}`;
    """

  @Test("fetch asks the host on its port, adds no credential, and carries the trace of the run")
  func fetch() async throws {
    try await LoopbackServer.with { _ in
      (200, [:], "hi")
    } _: { server, port in
      let workflow = SampleWorkflow(
        nodes: ["a": Self.request],
        extra:
          "contract: {dependencies: {s: {protocol: http, host: 127.0.0.1, port: \(port), auth: {secret: s.token}}}}\n",
        files: [".secrets.yaml": "s: {token: T, api_key: K}\n"])
      try await RunningEngine.with(workflow) { (engine, _) async throws in
        let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        let trace = [("traceparent", parent), ("tracestate", "a=b")]
        for path in [
          "/a?b=c", "a", "?q", "//other.example/x", "@other.example/", "http://127.0.0.1:\(port)/u",
        ] {
          let input =
            #"{"name": "s", "path": "\#(path)", "init": {"method": "POST", "body": "B", "headers": {"X-Y": "z"}}}"#
          let answer = try await engine.run(input, headers: trace)
          #expect(answer["outputs", "a"] == "200 hi", "\(path): \(answer.body)")
        }
        #expect(
          server.seen.map(\.path) == ["/a?b=c", "/a", "/?q", "//other.example/x", "/@other.example/", "/u"])
        #expect(
          server.seen.allSatisfy { $0.host == "127.0.0.1:\(port)" && $0.method == "POST" && $0.body == "B" })
        for seen in server.seen {
          #expect(seen.headers["authorization"] == nil && seen.headers["x-api-key"] == nil)
          #expect(seen.headers["x-y"] == "z" && seen.headers["traceparent"] == parent)
          #expect(seen.headers["tracestate"] == "a=b")
        }
        let elsewhere = try await engine.run(#"{"name": "s", "path": "https://other.example/x"}"#)
        #expect(
          elsewhere["errors", "a"]?.hasPrefix(
            "TypeError: the dependency `s` is http://127.0.0.1:\(port), and not https://other.example; its fetch takes a path like /items"
          ) == true, "\(elsewhere.body)")
      }
    }
  }

  @Test("A redirect takes no credential to another origin")
  func redirects() async throws {
    try await LoopbackServer.with { _ in
      (200, [:], "there")
    } _: { (other, otherPort) async throws in
      try await LoopbackServer.with { request in
        request.path == "/home"
          ? (200, [:], "home")
          : (302, ["Location": request.path == "/in" ? "/home" : "http://127.0.0.1:\(otherPort)/x"], "")
      } _: { (server, port) async throws in
        let workflow = SampleWorkflow(
          nodes: ["a": Self.request],
          extra: """
            contract:
              dependencies:
                s: {protocol: http, host: 127.0.0.1, port: \(port)}
                t: {protocol: http, host: 127.0.0.1, port: \(otherPort)}

            """)
        try await RunningEngine.with(workflow) { (engine, _) async throws in
          for (path, text) in [("/in", "200 home"), ("/out", "200 there")] {
            let input =
              #"{"name": "s", "path": "\#(path)", "init": {"headers": {"X-API-Key": "K", "Authorization": "A", "X-Y": "z", "Accept": "a/b"}}}"#
            let answer = try await engine.run(input)
            #expect(answer["outputs", "a"] == text, "\(answer.body)")
          }
        }
        #expect(server.seen.map(\.path) == ["/in", "/home", "/out"])
        #expect(
          server.seen.allSatisfy { $0.headers["x-api-key"] == "K" && $0.headers["authorization"] == "A" })
        #expect(other.seen.map { $0.headers["accept"] } == ["a/b"])
        #expect(
          other.seen.allSatisfy { seen in
            ["x-api-key", "authorization", "x-y"].allSatisfy { seen.headers[$0] == nil }
          })
      }
    }
  }

  @Test("fetch reaches an IPv6 host, and says why there is none for hosts that only a run knows")
  func hosts() async throws {
    let workflow = SampleWorkflow(
      nodes: ["a": Self.request], extra: Self.contract, files: [".secrets.yaml": Self.secrets])
    try await RunningEngine.with(workflow) { (engine, _) async throws in
      func error(_ name: String) async throws -> String {
        try await engine.run(#"{"name": "\#(name)", "path": "/"}"#)["errors", "a"] ?? ""
      }
      #expect(
        try await error("targets").hasPrefix(
          "TypeError: the dependency `targets` has no fetch: it is a dynamic target, whose hosts are known only at run time; use fetch(url)"
        ))
      #expect(
        try await error("wild").hasPrefix(
          "TypeError: the dependency `wild` has no fetch: its host `*.example.com` is a pattern for many hosts; use fetch(url)"
        ))
      // Nothing listens there, or there is no IPv6 here: the request is for that address in any case.
      #expect(try await error("six").contains("http://[::1]:8080/"))
    }
  }

  @Test("A secret that changes is what the next use of it gives")
  func rotation() async throws {
    let workflow = SampleWorkflow(
      nodes: [
        "a": """
        const d = ctx.dependency("s");
        const first = d.secret;
        while (d.secret === first) await new Promise((done) => setTimeout(done, 20));
        return `${first} ${d.secret}`;
        """
      ],
      extra: "contract: {dependencies: {s: {host: example.com, auth: {secret: s.token}}}}\n",
      files: [".secrets/s": #"{"token": "old"}"#])
    try await RunningEngine.with(workflow) { (engine, folder) async throws in
      async let answer = engine.run()
      try await engine.waitForRuns(1)
      try Data(#"{"token": "new"}"#.utf8).write(to: folder.appending(path: ".secrets/s"))
      #expect(try await answer["outputs", "a"] == "old new")
    }
  }

  @Test("Types come from `tentacular` and from `pipedreamer`, whatever deno.json says of them")
  func names() async throws {
    for name in ["tentacular", "pipedreamer"] {
      let module =
        "import type { Context, Dependency } from \"\(name)\";\nimport { Log } from \"\(name)\";\nlet unused: Log;\n"
        + "export default (ctx: Context) => { const d: Dependency = ctx.dependency('s'); return d.port; };"
      let workflow = SampleWorkflow(
        nodes: ["a": module], extra: "contract: {dependencies: {s: {host: example.com}}}\n",
        files: ["deno.json": #"{"imports": {"pipedreamer": "./nodes/a.ts"}}"#])
      try await RunningEngine.with(workflow) { (engine, _) async throws in
        #expect(try await engine.run()["outputs", "a"] == "443")
      }
    }
  }

  @Test("What a node may not reach is told in the terms of its contract")
  func denied() async throws {
    let node = "await fetch('http://localhost:12345/');"
    let metadata = SampleWorkflow(
      nodes: ["a": "await fetch('http://169.254.169.254/');"],
      extra:
        "contract: {dependencies: {t: {type: dynamic-target, cidr: 0.0.0.0/0, dynPorts: [\"80/TCP\"]}}}\n")
    try await RunningEngine.with(metadata) { (engine, _) async throws in
      let error = try await engine.run()["errors", "a"] ?? ""
      #expect(error.contains("never reach addresses of cloud metadata"), "\(error)")
    }
    for (hosts, extra, advice) in [
      ([:], "contract: {dependencies: {}}\n", "add it to `contract.dependencies` in workflow.yaml"),
      (["a": ["x.example"]], "", "add it to `nodes.a.capabilities.net` in workflow.yaml"),
      (
        ["a": ["x.example"]], "contract: {dependencies: {s: {host: x.example}}}\n",
        "add it to `contract.dependencies` and to `nodes.a.capabilities.net` in workflow.yaml"
      ),
    ] {
      let workflow = SampleWorkflow(nodes: ["a": node], hosts: hosts, extra: extra)
      try await RunningEngine.with(workflow) { (engine, _) async throws in
        let error = try await engine.run()["errors", "a"] ?? ""
        #expect(error.hasPrefix("the node may not reach localhost:12345: \(advice)"), "\(error)")
      }
    }
  }
}
