import Diagnostics
import TestSupport
import Testing
import WorkflowModel
import WorkflowSecrets

struct ContractDriftTests {
  private static let contract = """
    contract:
      dependencies:
        api: {host: api.github.com, auth: {secret: github.token}}
        wild: {host: "*.example.com"}

    """

  /// `severity path:line:column first words`.
  private static func drift(
    _ code: String, contract: String = contract, nodes: String = "{a: {path: nodes/a.ts}}",
    files: [String: String] = [:], isStrict: Bool = false
  ) throws -> [String] {
    let yaml = "name: w\nversion: \"1.0\"\ntriggers: [{type: manual}]\nnodes: \(nodes)\n\(contract)"
    let all = ["workflow.yaml": yaml, "nodes/a.ts": code].merging(files) { $1 }
    let source = WorkflowSource(
      files: all.keys.sorted().map { SourceFile(path: $0, bytes: Array((all[$0] ?? "").utf8)) })
    let reading = WorkflowReader.read(source, path: "workflow.yaml")
    let workflow = try #require(reading.workflow, "\(reading.findings)")
    return ContractDrift.findings(workflow, source, isStrict: isStrict, place: { $0 }).map {
      let place = $0.position.map { ":\($0.line):\($0.column)" } ?? ""
      return "\($0.severity) \($0.path)\(place) \($0.message)"
    }
  }

  /// What is told of names: `name!` is undeclared, `?` is by a name of a run, `name~` goes around it.
  private static func kinds(_ code: String) throws -> [String] {
    try drift(code).filter { !$0.contains("the code does not use") }.map { line in
      let name = line.split(separator: "`").dropFirst().first.map(String.init) ?? ""
      if line.contains("known only at run time") { return "?" }
      return name + (line.contains("declares no dependency") ? "!" : "~")
    }
  }

  @Test(arguments: [
    ("'http://localhost:8080/x'", ["this bypasses the dependency"]),
    ("`http://localhost:8080/${x}`", ["this bypasses the dependency"]),
    ("'http://localhost:9000/x'", ["the code does not use the dependency"]),
    ("'http://localhost/x'", ["the code does not use the dependency"]),
    // It may be that port.
    ("`http://localhost:${port}/x`", []), ("`http://localhost:80${port}/x`", []),
  ])
  func `a host on another port is another place`(url: String, expected: [String]) throws {
    let found = try Self.drift(
      "fetch(\(url))",
      contract: "contract: {dependencies: {near: {protocol: http, host: localhost, port: 8080}}}\n")
    #expect(found.count == expected.count, "\(found)")
    #expect(zip(found, expected).allSatisfy { $0.contains($1) }, "\(found)")
  }

  @Test("A name that nothing can be declared under is not advised")
  func unnameable() throws {
    let found = try Self.drift("ctx.dependency('__proto__')", contract: "contract: {dependencies: {}}\n")
    #expect(
      found == [
        "error nodes/a.ts:1:5 workflow.yaml declares no dependency `__proto__`, so this throws; `__proto__` cannot name "
          + "a dependency; expected lower-case letters, digits, `_` and `-`, starting with a letter"
      ])
  }

  @Test(arguments: [
    ("ctx.dependency('x')", ["x!"]), ("ctx?.dependency?.(\"x\")", ["x!"]),
    ("ctx.dependency!(`x`, 1)", ["x!"]),
    ("context\n .dependency /* of */ ( 'x' )", ["x!"]), ("(c: Context) => c.dependency('x')", ["x!"]),
    ("const c = ctx; c.dependency('x')", ["x!"]), ("let c: any; c = ctx\nc.dependency('x')", ["x!"]),
    ("const { dependency } = ctx; dependency('x')", ["x!"]),
    ("const { log, dependency: get, config } = ctx; get('x'); dependency('y')", ["x!"]),
    ("export default ({ dependency }: Context) => dependency('x')", ["x!"]),
    ("export default ({ dependency: get }: Context) => get('x')", ["x!"]),
    ("const dependency = ctx.dependency; ctx.dependency('x')", ["x!"]),
    ("ctx['dependency']('x')", ["x!"]), ("ctx.dependency<Api>('x')", ["x!"]),
    ("ctx?.[\"dependency\"]?.<Map<string, () => void>>('x')", ["x!"]),
    ("(ctx as any).dependency('x')", ["x!"]),
    ("(c?: Context) => c!.dependency('x')", ["x!"]), ("const c = ctx as any; c.dependency('x')", ["x!"]),
    ("const { dependency } = (ctx as any); dependency('x')", ["x!"]), ("ctx.dependency('\\x78')", ["x!"]),
    ("const { secrets: { github }, dependency } = ctx; dependency('x')", ["x!"]),
    ("ctx['dependency']", ["?"]),
    ("`${ctx.dependency('x')}`", ["x!"]), ("ctx.dependency('api').fetch('/x')", []),
    ("ctx.dependency(name)", ["?"]), ("ctx.dependency('a' + b)", ["?"]), ("ctx.dependency(`a${b}`)", ["?"]),
    ("const get = ctx.dependency;", ["?"]), ("ctx.dependency.bind(ctx)", ["?"]),
    ("fetch('https://api.github.com/x')", ["api~"]),
    ("await globalThis.fetch(`http://API.github.com`)", ["api~"]),
    ("fetch(`https://api.github.com/users/${u}`)", ["api~"]), ("fetch(`https://api.github.com${u}`)", []),
    ("ctx.fetch('github', '/user')", ["api~"]), ("ctx.fetch('api', url)", ["api~"]),
    ("ctx.fetch('any', 'https://api.github.com:443/x')", ["api~"]),
    ("ctx.fetch('any', 'https://other.example/x')", []),
    ("fetch('https://api.github.com:8443/x')", []),
    ("ctx.fetch('github', 'https://other.example/')", []),
    ("fetch('https://a.example.com/x')", []), ("fetch(url)", []),
    ("other.fetch('https://api.github.com/')", []),
  ])
  func `uses of dependencies are found, and requests around them`(code: String, expected: [String]) throws {
    #expect(try Self.kinds(code) == expected)
  }

  @Test(arguments: [
    "// ctx.dependency('x')", "'ctx.dependency(x)'", "other.dependency('x')", "my.ctx.dependency('x')",
    "dependency('x')", "function dependency(x) {} dependency('x')",
    "import { dependency } from './lib.ts'; dependency('x')",
    "log({ dependency: name }); name('x')", "interface Context { dependency(name: string): unknown }",
    "ctx.dependencyOf('x')", "['dependency']('x')", "call(ctx as any).dependency('x')",
    "ctx.dependencies<A>('x')",
  ])
  func `what only looks similar is not`(code: String) throws {
    #expect(try Self.kinds(code) == [])
  }

  @Test func `each has its place, what it is about, and a way out`() throws {
    #expect(
      try Self.drift("\n  ctx.dependency('apu');\n ctx.dependency('other'); ctx.dependency('wild')") == [
        "error nodes/a.ts:2:7 workflow.yaml declares no dependency `apu`, so this throws; did you mean `api`? Else "
          + "add it there: `contract: {dependencies: {apu: {host: …}}}`",
        "error nodes/a.ts:3:6 workflow.yaml declares no dependency `other`, so this throws; add it there: "
          + "`contract: {dependencies: {other: {host: …}}}`",
        "notice workflow.yaml:7:5 the code does not use the dependency `api`, but nodes may reach it: "
          + "remove it, or use `ctx.dependency(\"api\")`",
      ])
  }

  @Test func `without a contract a dependency is undeclared, and nothing else is told`() throws {
    let found = try Self.drift(
      "ctx.dependency('x'); ctx.secrets.a.b; fetch('https://a.example/'); ctx.dependency(y)", contract: "")
    #expect(
      found.count == 1 && found[0].hasPrefix("error nodes/a.ts:1:5 workflow.yaml declares no"), "\(found)")
  }

  @Test(arguments: [
    ("ctx.secrets.github.token", ""), ("ctx.secrets.github", ""), ("ctx.secrets.github.other", "notice"),
    ("const { token, ca } = ctx.secrets.github", "notice"), ("ctx.secrets.slack?.webhook_url", "error"),
    ("ctx.secrets.slack", "error"), ("const secrets = new Map(); secrets.slack.get", ""),
    ("ctx.fetch('slack', '/x')", ""),
    // Nodes get no other than those of the contract by these.
    ("ctx.secrets[name]", "notice"), ("helper(ctx.secrets)", "notice"),
    // What only looks like a way to secrets is in good code, too.
    ("const f = (c) => c.secrets.slack.token", ""), ("import(name); log('fetch'); client.fetch()", ""),
  ])
  func `secrets that code reads are declared`(code: String, severity: String) throws {
    let found = try Self.drift("ctx.dependency('api'); ctx.dependency('wild'); \(code)")
    #expect(found.map { String($0.prefix { $0 != " " }) } == (severity.isEmpty ? [] : [severity]), "\(found)")
    // A contract without secrets leaves them to `ctx.fetch`.
    let other = try Self.drift(code, contract: "contract: {dependencies: {}}\n")
    #expect(other == [])
  }

  @Test func `what is used somehow is not unused`() throws {
    for code in [
      "ctx.dependency('api')", "c.dependency('api')", "ctx.secrets.github?.token",
      "ctx.fetch('github', '/x')",
      "fetch('https://api.github.com/')", "ctx.dependency(name)",
    ] {
      let found = try Self.drift("\(code); ctx.dependency('wild')")
      #expect(!found.contains { $0.contains("the code does not use") }, "\(code): \(found)")
    }
    let others = try Self.drift(
      "",
      contract:
        "contract: {dependencies: {t: {type: dynamic-target, cidr: 0.0.0.0/0, dynPorts: [\"1/TCP\"]}, p: {protocol: jsr, host: a}}}\n"
    )
    #expect(others == [])
  }

  @Test func `strict makes errors of what can be mended, and of nothing else`() throws {
    let code = "fetch('https://api.github.com/'); ctx.secrets.github.other"
    #expect(try Self.drift(code).allSatisfy { $0.hasPrefix("notice") })
    let strict = try Self.drift(code, isStrict: true)
    #expect(strict.count == 3 && strict.allSatisfy { $0.hasPrefix("error") }, "\(strict)")
    #expect(try Self.drift("ctx.dependency(x)", isStrict: true).map { $0.hasPrefix("notice") } == [true])
  }

  @Test func `a node with hosts of its own reaches the dependencies of all of its modules`() throws {
    let files = ["nodes/lib.ts": "export const get = (ctx) => ctx.dependency('api');"]
    let code = "import { get } from './lib.ts';\nctx.dependency('wild');"
    func nodes(_ net: String) -> String { "{a: {path: nodes/a.ts, capabilities: {net: [\(net)]}}}" }
    #expect(
      try Self.drift(code, nodes: nodes("api.github.com, \"*.example.com:443\""), files: files) == [])
    let found = try Self.drift(code, nodes: nodes("\"*.example.com\", \"api.github.com:80\""), files: files)
    #expect(
      found == [
        "error nodes/lib.ts:1:33 the node `a` uses the dependency `api` and may not reach it, as nodes have hosts of "
          + "their own; add \"api.github.com:443\" to `nodes.a.capabilities.net`, or remove all of these lists: the "
          + "contract then decides"
      ])
    #expect(try Self.drift(code, nodes: nodes("x.example"), files: files).count == 2)
  }

  @Test(arguments: [
    "ctx.dependency('a');", "ctx.dependency(", "const { dependency: d } = ctx;", "c = ctx;", "} = ctx",
    "{ dependency: d,", "fetch(`https://a/${", "fetch('https://api.github.com/');", "ctx.fetch('github');",
    "ctx.dependency(x);", "dependency:",
  ])
  func `a file of one text takes no time`(unit: String) throws {
    let code = String(repeating: unit, count: 500_000 / unit.utf8.count)
    let took = try ContinuousClock().measure { _ = try Self.drift(code) }
    #expect(took < .seconds(20))
  }

  @Test func `many dependencies and many uses of them take no time`() throws {
    let names = (0..<5_000).map { "d\($0)" }
    let contract =
      "contract:\n  dependencies:\n"
      + names.map { "    \($0): {host: \($0).example.com, auth: {secret: s.\($0)}}\n" }.joined()
    let code = names.map {
      "ctx.dependency('\($0)'); ctx.secrets.s.\($0); fetch('https://\($0).example.com/');"
    }.joined()
    var count = 0
    let took = try ContinuousClock().measure { count = try Self.drift(code, contract: contract).count }
    #expect(count == 5_000)
    #expect(took < .seconds(20))
  }

  @Test func `any bytes are read without a crash`() throws {
    var random = SplitMix64.seeded(for: "any bytes of contracts")
    let parts = [
      "ctx", ".dependency", "dependency", "(", ")", "'a'", "`", "${", "}", "{", ":", ",", "=", "Context",
      "fetch",
      "'https://a.b/'", "globalThis", ".", "?", "!", "é", "\u{0}",
    ]
    for _ in 0..<fuzzRounds(otherwise: 20) * 20 {
      let code = (0..<Int.random(in: 0..<40, using: &random)).map { _ in
        parts[Int.random(in: 0..<parts.count, using: &random)]
      }
      _ = try Self.drift(code.joined())
    }
  }
}
