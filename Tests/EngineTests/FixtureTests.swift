import Foundation
import TestSupport
import Testing

/// `test`: nodes on their fixtures.
@Suite(.needs(.deno))
struct FixtureTests {
  private static let workflow = SampleWorkflow(
    nodes: [
      "add": "return { sum: input.a + input.b + (ctx.config.plus ?? 0) };",
      "get":
        "const r = await ctx.fetch('api', ctx.config.url ?? '/x', { headers: { 'X-Y': 'z' } }); return { status: r.status, got: await r.json() };",
      "guess": "try { await fetch('http://nowhere.invalid/'); } catch { return 'caught'; }",
      "send":
        "await fetch('https://h.example/p', { method: 'POST', body: JSON.stringify(input) }); return 'sent';",
      "fail": "throw new Error(`no ${ctx.secrets.api?.token ?? 'token'}`);", "plain": "return 1;",
    ])

  private func testing(
    _ fixtures: [String: String], _ arguments: [String] = [], node: String = "",
    _ body: (Tool.Outcome, String, URL) throws -> Void
  ) throws {
    try withTemporaryFolder { folder in
      _ = try Self.workflow.write(to: folder.appending(path: "w"))
      for (name, text) in fixtures { try folder.write(Array(text.utf8), to: "w/tests/fixtures/\(name).json") }
      try folder.write(Array("api: {token: local}".utf8), to: "w/.secrets.yaml")
      let outcome = try Tool.engine.run(
        ["test"] + arguments + ["w/\(node)"], in: folder, environment: ["TENTACULAR_DENO": Tool.denoPath])
      try body(outcome, String(decoding: outcome.output, as: UTF8.self), folder.appending(path: "w"))
    }
  }

  @Test("Passing fixtures: config, secrets, answers, a list of answers, expected errors")
  func passing() throws {
    try testing([
      "add": #"{"input": {"a": 1, "b": 2}, "expected": {"sum": 3}}"#,
      "add.plus": #"{"input": {"a": 1, "b": 2}, "config": {"plus": 4}, "expected": {"sum": 7}}"#,
      "get": """
      {"secrets": {"api": {"token": "T"}},
       "fetch": {"https://api.api.com/x": {"status": 201, "body": [1],
         "expect": {"headers": {"Authorization": "Bearer T", "x-y": "z"}}}},
       "expected": {"got": [1], "status": 201}}
      """,
      "get.root":
        #"{"config": {"url": "https://a.example"}, "fetch": {"GET https://a.example": {"body": {}}}, "expected": {"status": 200, "got": {}}}"#,
      "send":
        #"{"input": {"x": [1]}, "fetch": {"POST https://h.example/p": [{"expect": {"body": {"x": [1]}}}]}, "expected": "sent"}"#,
      "fail": #"{"expectedError": "no token"}"#,
      "fail.secret": #"{"secrets": {"api": {"token": "T"}}, "expectedError": "no T"}"#,
    ]) { (outcome, text, _) throws in
      #expect(outcome.status == 0, "\(text)\(outcome.errors)")
      #expect(text.hasSuffix("7 passed, 0 failed, 2 untested\n"), "\(text)")
      #expect(text.contains("untested  plain: there is no tests/fixtures/plain.json\n"))
    }
  }

  @Test("Failing fixtures say what differs, and where")
  func failing() throws {
    try testing([
      "add": #"{"input": {"a": 1, "b": 2}, "expected": {"sum": 4}}"#,
      "get": #"{"fetch": {"https://other.example/": {}}, "expected": {}}"#,
      "guess": #"{"expected": "caught"}"#,
      "send":
        #"{"input": {"x": [1, 2]}, "fetch": {"https://h.example/p": {"expect": {"body": {"x": [1, 3]}}}}, "expected": "sent"}"#,
      "fail": #"{"expectedError": "other"}"#,
      "plain": #"{"expectedError": "an error"}"#, "fail.nothing": "{}",
    ]) { (outcome, text, _) throws in
      #expect(outcome.status == 1)
      #expect(text.contains("-  \"sum\": 4\n") && text.contains("+  \"sum\": 3\n"), "\(text)")
      #expect(
        text.contains(
          "the fixture has no answer for GET https://api.api.com/x; it has: https://other.example/"),
        "\(text)")
      #expect(
        text.contains(
          #"the node requests GET http://nowhere.invalid/, and the fixture has no `fetch`; add `"fetch": {"GET http://nowhere.invalid/": {"body": …}}` for an answer, or `"fetch": "mock"`"#
        ), "\(text)")
      #expect(text.contains("the body differs from the expected one at x.1: 2, expected 3"), "\(text)")
      #expect(text.contains("is:       no token"))
      #expect(text.contains("expected an error with `an error`, but the output is 1"))
      #expect(text.contains("fail.nothing.json: it failed: no token\n"))
      #expect(text.hasSuffix("0 passed, 7 failed\n"), "\(text)")
    }
  }

  @Test("--update writes what came out, and leaves the rest as it was")
  func update() throws {
    let fixtures = [
      "add": #"{"description": "d", "input": {"b": 2, "a": 1}, "expected": {"sum": 4}}"#, "fail": "{}",
      "plain": #"{"expected":1}"#,
    ]
    try testing(fixtures, ["--update"]) { (outcome, text, folder) throws in
      #expect(outcome.status == 0, "\(text)\(outcome.errors)")
      #expect(text.hasSuffix("1 passed, 0 failed, 2 updated, 3 untested\n"), "\(text)")
      func file(_ name: String) throws -> String {
        try String(contentsOf: folder.appending(path: "tests/fixtures/\(name).json"), encoding: .utf8)
      }
      #expect(
        try file("add") == """
          {
            "description": "d",
            "input": {
              "b": 2,
              "a": 1
            },
            "expected": {
              "sum": 3
            }
          }

          """)
      #expect(try file("fail") == "{\n  \"expectedError\": \"no token\"\n}\n")
      #expect(try file("plain") == #"{"expected":1}"#)
    }
  }

  @Test("One node alone is tested even when another cannot be loaded; the graph has fixtures of its own")
  func selection() throws {
    try withTemporaryFolder { (folder) throws in
      let broken = SampleWorkflow(
        nodes: ["a": "return input + 1;", "b": "export default (;"], edges: [("a", "b")])
      _ = try broken.write(to: folder)
      try folder.write(Array(#"{"input": 1, "expected": 2}"#.utf8), to: "tests/fixtures/a.json")
      try folder.write(
        Array(#"{"input": 1, "expected": {"b": 20}}"#.utf8), to: "tests/fixtures/pipeline.json")
      func call(_ arguments: [String]) throws -> (Int32, String) {
        let outcome = try Tool.engine.run(
          ["test"] + arguments, environment: ["TENTACULAR_DENO": Tool.denoPath])
        return (outcome.status, String(decoding: outcome.output, as: UTF8.self) + outcome.errors)
      }
      #expect(try call(["\(folder.path)/a"]).1.hasSuffix("1 passed, 0 failed\n"))
      let (status, text) = try call(["\(folder.path)", "--pipeline"])
      #expect(status == 1)
      #expect(text.contains("nodes/b.ts:1:17: error: node `b` cannot be loaded: "), "\(text)")
      try folder.write(Array("export default (_: any, x: number) => x * 10;".utf8), to: "nodes/b.ts")
      #expect(try call(["\(folder.path)", "--pipeline"]).1.hasSuffix("1 passed, 0 failed\n"))
      #expect(try call(["\(folder.path)/c"]).1.contains("there is no node `c`"))
      #expect(try call(["\(folder.path)/nodes/a"]).1.contains("expected DIR or DIR/NODE"))
    }
  }

  @Test("What is wrong with fixtures is said with its place, before anything runs")
  func invalid() throws {
    try testing([
      "ad": #"{"expected": 1}"#, "add": "{\n  \"input\": 1,\n  oops\n}",
      "get": #"{"expect": 1, "expectedMatch": "partial"}"#, "fail": #"{"expected": 1, "expectedError": "x"}"#,
      "plain": #"{"fetch": []}"#,
      "send": "[]", "add.answer": #"{"fetch": {"u": "text"}}"#, "add.key": #"{"fetch": {"u": {"bodi": 1}}}"#,
      "add.secret": #"{"secrets": {"s": "text"}}"#, "add.large": #"{"expected": 1e999}"#,
      "add.twice": #"{"input": 1, "input": 2}"#,
    ]) { (outcome, _, _) throws in
      #expect(outcome.status == 1)
      for line in [
        "fixtures/ad.json: error: this is a fixture of the node `ad`, and the workflow has no such node; did you mean `add`?",
        "fixtures/add.json:3:3: error: not JSON: ",
        "fixtures/get.json:1:2: notice: unknown key `expect`; did you mean `expected`?",
        "fixtures/get.json:1:15: notice: unknown key `expectedMatch`; a fixture has description, input, ",
        "fixtures/fail.json:1:17: error: `expected` and `expectedError` exclude each other",
        "fixtures/plain.json:1:11: error: `fetch` has to be an object of answers, or \"mock\"",
        "fixtures/send.json:1:1: error: expected a JSON object",
        "fixtures/add.answer.json:1:17: error: the answer of `u` has to be an object, or a list of objects",
        "fixtures/add.key.json:1:18: error: unknown key `bodi` in the answer of `u`",
        "fixtures/add.secret.json:1:19: error: `secrets.s` has to be an object",
        "fixtures/add.large.json:1:14: warning: `1e999` is more than a number of JavaScript holds: nodes get Infinity or null",
        "fixtures/add.twice.json:1:14: error: not JSON: a second member `input`",
      ] { #expect(outcome.errors.contains(line), "\(line)\n\(outcome.errors)") }
    }
  }

  private static let mocked = SampleWorkflow(
    nodes: [
      "dependency":
        "const d = ctx.dependency('s'); const r = await d.fetch!('/a?b'); return [r.status, r.headers.get('content-type'), await r.json(), d.secret ?? null];",
      "service": "return await (await ctx.fetch('other', '/x')).json();",
      "plain": "return await (await fetch('http://nowhere.invalid/y')).json();",
      "silent": "await ctx.dependency('s').fetch!('/'); return ctx.config;",
      "anywhere":
        "const d = ctx.dependency(input.name); return await (await d.fetch!(input.path ?? '/x')).json();",
      "connects": "await Deno.connect({ hostname: 'example.com', port: 443 });",
      "throws": "throw new Error('no');",
    ], config: ["timeout: 5s"],
    extra:
      "contract: {dependencies: {s: {host: example.com, auth: {secret: s.key}}, tentacular-m: {protocol: https}, "
      + "t: {type: dynamic-target, cidr: 0.0.0.0/0, dynPorts: [443/TCP]}}}\n",
    files: [
      "tests/fixtures/anywhere.managed.json":
        #"{"input": {"name": "tentacular-m"}, "fetch": "mock", "expected": {"mock": true, "dependency": "tentacular-m", "path": "/x"}}"#,
      "tests/fixtures/anywhere.answer.json":
        #"{"input": {"name": "tentacular-m"}, "fetch": {"https://tentacular-m.invalid/x": {"body": 1}}, "expected": 1}"#,
      "tests/fixtures/anywhere.dynamic.json":
        #"{"input": {"name": "t", "path": "https://a.example/x"}, "fetch": "mock", "expected": {"mock": true, "dependency": "t", "path": "https://a.example/x"}}"#,
      "tests/fixtures/anywhere.none.json":
        #"{"input": {"name": "t"}, "fetch": {}, "expectedError": "`t` has no fetch: it is a dynamic target"}"#,
      "tests/fixtures/connects.json":
        #"{"expectedError": "the node may not reach example.com:443: fixtures have no network; they answer what a node requests with `fetch`, and nothing else"}"#,
      "tests/fixtures/dependency.json":
        #"{"fetch": "mock", "expected": [200, "application/json", {"mock": true, "dependency": "s", "path": "/a?b"}, null]}"#,
      "tests/fixtures/dependency.secret.json":
        #"{"fetch": "mock", "secrets": {"s": {"key": "K"}}, "expected": [200, "application/json", {"mock": true, "dependency": "s", "path": "/a?b"}, "K"]}"#,
      "tests/fixtures/dependency.answer.json":
        #"{"fetch": {"https://example.com/a?b": {"body": {}}}, "expected": [200, "application/json", {}, null]}"#,
      "tests/fixtures/service.json":
        #"{"fetch": "mock", "expected": {"mock": true, "service": "other", "path": "/x"}}"#,
      "tests/fixtures/plain.json":
        #"{"fetch": "mock", "expected": {"mock": true, "url": "http://nowhere.invalid/y"}}"#,
      "tests/fixtures/silent.json": #"{"fetch": "mock", "config": {"more": 1}}"#,
    ])

  private func test(_ workflow: SampleWorkflow, _ arguments: [String] = []) throws -> (
    status: Int32, output: String, errors: String
  ) {
    try withTemporaryFolder { folder in
      _ = try workflow.write(to: folder.appending(path: "w"))
      let outcome = try Tool.engine.run(
        ["test"] + arguments + ["w"], in: folder, environment: ["TENTACULAR_DENO": Tool.denoPath])
      return (outcome.status, String(decoding: outcome.output, as: UTF8.self), outcome.errors)
    }
  }

  @Test("With `mock`, every request is answered by what was asked; without `expected` a node has to run")
  func mock() throws {
    let (status, text, errors) = try test(Self.mocked)
    #expect(status == 0, "\(text)\(errors)")
    #expect(text.hasSuffix("10 passed, 1 ran, 0 failed, 1 untested\n"), "\(text)")
    #expect(text.contains("ran       silent ("))
    var workflow = Self.mocked
    workflow.files["tests/fixtures/throws.json"] = "{}"
    workflow.files["tests/fixtures/silent.json"] = "{}"
    let failed = try test(workflow)
    #expect(failed.status == 1)
    #expect(failed.output.contains("throws.json: it failed: no\n"))
    #expect(failed.output.contains("silent.json: it failed: the node requests GET https://example.com/, and"))
    #expect(failed.output.hasSuffix("10 passed, 2 failed\n"), "\(failed.output)")
  }

  private static let confined = SampleWorkflow(
    nodes: [
      "closed": "return await (await fetch('https://api.example.com/x')).json();",
      "quiet": "try { await fetch('http://api.example.com/x'); } catch { return 'caught'; }",
      "asks": "return await (await ctx.dependency('api').fetch!('/x')).json();",
      "open": "return await (await fetch('https://api.example.com/x')).json();",
    ], config: ["retries: 0"],
    hosts: ["closed": [], "quiet": ["api.example.com:443"], "asks": [], "open": ["*.example.com:443"]],
    extra: "contract: {dependencies: {api: {host: api.example.com}}}\n",
    files: [
      "tests/fixtures/asks.json": #"{"fetch": "mock"}"#,
      "tests/fixtures/closed.json": #"{"fetch": {"https://api.example.com/x": {"body": 1}}, "expected": 1}"#,
      "tests/fixtures/closed.mock.json":
        #"{"fetch": "mock", "expectedError": "may not reach api.example.com:443"}"#,
      "tests/fixtures/open.json": #"{"fetch": {"https://api.example.com/x": {"body": 1}}, "expected": 1}"#,
      "tests/fixtures/quiet.json": #"{"fetch": "mock", "expected": "caught"}"#,
    ])

  @Test("A request to a host that the node may not reach fails its fixture, in the words that the pod has")
  func reach() throws {
    func advice(_ node: String, _ port: Int) -> String {
      "the node may not reach api.example.com:\(port): add it to `contract.dependencies` and to "
        + "`nodes.\(node).capabilities.net` in workflow.yaml"
    }
    let (status, output, errors) = try test(Self.confined)
    #expect(status == 1, "\(errors)")
    for (node, port) in [("asks", 443), ("closed", 443), ("quiet", 80)] {
      #expect(output.contains("tests/fixtures/\(node).json: "), "\(output)")
      #expect(output.contains(advice(node, port)), "\(output)")
    }
    #expect(output.contains("2 passed, 3 failed, 1 error above\n"), "\(output)")
    try withTemporaryFolder { folder in
      var workflow = Self.confined
      workflow.nodes = ["closed": Self.confined.nodes["closed"] ?? ""]
      let outcome = try Tool.engine.run(
        ["run", "--workflow", try workflow.write(to: folder).path],
        environment: ["TENTACULAR_DENO": Tool.denoPath])
      let text = String(decoding: outcome.output, as: UTF8.self)
      #expect(text.contains(advice("closed", 443)), "\(text)\(outcome.errors)")
    }
  }

  @Test("What the code and the contract say differently is told, and --strict counts it")
  func drift() throws {
    var workflow = SampleWorkflow(
      nodes: ["a": "return input;"],
      extra: "contract: {dependencies: {used: {host: example.com}, never: {host: example.org}}}\n",
      files: ["nodes/b.ts": "export default (ctx) => ctx.dependency('used');", "tests/fixtures/a.json": "{}"])
    let plain = try test(workflow)
    #expect(plain.status == 0, "\(plain.errors)")
    #expect(plain.errors.contains("workflow.yaml:7:"), "\(plain.errors)")
    #expect(
      plain.errors.contains("notice: the code does not use the dependency `never`"), "\(plain.errors)")
    let strict = try test(workflow, ["--strict"])
    #expect(strict.status == 1)
    #expect(strict.errors.contains("error: the code does not use the dependency `never`"))
    #expect(strict.output.hasSuffix("0 passed, 1 ran, 0 failed, 1 error above\n"), "\(strict.output)")
    workflow.files["nodes/b.ts"] = "export default (ctx) => ctx.dependency('usde');"
    let undeclared = try test(workflow)
    #expect(undeclared.status == 1)
    #expect(
      undeclared.errors.contains("nodes/b.ts:1:29: error: workflow.yaml declares no dependency `usde`"),
      "\(undeclared.errors)")
  }
}
