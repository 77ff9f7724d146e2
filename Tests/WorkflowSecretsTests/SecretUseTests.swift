import Diagnostics
import TestSupport
import Testing
import WorkflowModel
import WorkflowSecrets

struct SecretUseTests {
  private static func demands(_ code: String, file: String = "nodes/a.ts") -> SecretDemands {
    SecretDemands(
      WorkflowSource(files: [SourceFile(path: file, bytes: Array(code.utf8))]), place: { $0 })
  }

  /// `service.key`, with a `?` behind what is optional and `*` for what cannot be told.
  private static func names(_ code: String, file: String = "nodes/a.ts") -> [String] {
    let found = demands(code, file: file)
    return found.demands.map {
      $0.service + ($0.key.map { ".\($0)" } ?? "") + ($0.kind == .optional ? "?" : "")
    } + found.findings.map { _ in "*" }
  }

  @Test(arguments: ["a.ts", "a.mts", "a.cts", "a.cjs", "a.jsx", "UP.TS", "noending"])
  func `whatever Deno takes for code is looked through`(name: String) {
    #expect(Self.names("ctx.secrets.slack.key", file: "nodes/\(name)") == ["slack.key"])
  }

  @Test(arguments: [
    ("ctx.secrets.slack.webhook_url", ["slack.webhook_url"]),
    ("ctx.secrets.slack?.webhook_url", ["slack.webhook_url"]),
    ("ctx?.secrets?.slack!.webhook_url!", ["slack.webhook_url"]),
    (#"ctx.secrets["my-service"]?.["a key"]"#, ["my-service.a key"]),
    ("ctx.secrets[`slack`].key", ["slack.key"]),
    ("ctx\n  .secrets /* of */ .slack // it\n  .key", ["slack.key"]),
    ("ctx.secrets.slack", ["slack"]), ("ctx.secrets.slack ?? {}", ["slack"]),
    ("if (ctx.secrets.slack != null) {}", ["slack"]),
    ("ctx.secrets.slack[name]", ["slack"]), ("ctx.secrets[name]", ["*"]), ("call(ctx.secrets)", ["*"]),
    ("const { a, b: c, d = 1 } = ctx.secrets.slack ?? {};", ["slack.a", "slack.b", "slack.d"]),
    ("const { slack, github } = ctx.secrets;", ["slack", "github"]),
    ("const secrets = ctx.secrets; secrets.slack.key", ["slack.key"]),
    ("export default ({ secrets }: Context) => secrets.slack.key", ["slack.key"]),
    ("export default (c: Context) => c.secrets.slack.key", ["slack.key"]),
    ("`${ctx.secrets.a.b} ${`${ctx.secrets.c.d}`}` + ctx.secrets.e.f", ["a.b", "c.d", "e.f"]),
    (#"ctx.fetch("github", "/repos")"#, ["github.token?", "github.api_key?"]),
    ("context.fetch('jira', path)", ["jira.token?", "jira.api_key?"]),
    ("x / ctx.secrets.a.b / 2", ["a.b"]), ("a = /[/'\"`]/.test(x); ctx.secrets.a.b", ["a.b"]),
    ("return /'/ ; ctx.secrets.a.b", ["a.b"]),
    ("ctx['secrets'].slack.key", ["slack.key"]), ("ctx?.[`secrets`]?.['slack']", ["slack"]),
    ("ctx.secrets['sla\\u0063k'].key", ["slack.key"]), ("(ctx as any).secrets.slack.key", ["slack.key"]),
    ("(c?: Context) => c?.secrets.slack.key", ["slack.key"]),
    ("const { secrets: { slack, github: { token, ca } } } = ctx", ["slack", "github.token", "github.ca"]),
    ("const { slack: { key }, jira } = ctx.secrets", ["slack.key", "jira"]),
    ("const secrets: Map<string, string> = ctx.secrets; secrets.slack.key", ["slack.key", "*"]),
    ("export default ({ secrets }) => secrets.slack.key", ["slack.key"]),
    ("export default ({ log, secrets = {} }) => secrets.slack?.key", ["slack.key"]),
    ("export default ({ secrets = {} }: Context) => secrets.slack.key", ["slack.key"]),
  ])
  func `what code reads is found`(code: String, expected: [String]) {
    #expect(Self.names(code) == expected)
  }

  @Test(arguments: [
    "// ctx.secrets.slack.key", "/* ctx.secrets.slack.key */", "'ctx.secrets.slack.key'",
    "`ctx.secrets.slack.key`",
    "/ctx.secrets.slack.key/", "other.secrets.slack.key", "my.ctx.secrets.slack.key", "secrets.slack.key",
    "fetch('https://example.com')", "ctx.fetch(url)", "ctx.fetch('https://example.com/a')",
    "api.fetch('github')",
    "const secrets = load(); secrets.slack.key", "let secrets; secrets.slack.key",
    "const secrets = load(); call({ secrets }); secrets.slack.key", "call(a, secrets, b); secrets.slack.key",
    "import { secrets } from './lib.ts'; secrets.slack.key",
    "const secrets: Map = new Map(); secrets.slack.key",
    "const get = (secrets) => secrets.slack.key", "call({ a, secrets: { slack } })",
    "ctx.secretsOf.slack", "interface Context { secrets: Record<string, string> }",
  ])
  func `what only looks similar is not`(code: String) {
    #expect(Self.names(code) == [])
  }

  @Test(arguments: [
    ("slack.webhook_url", ["slack.webhook_url"]), ("slack", ["slack"]), ("a.b.c", ["a.b.c"]), ("null", []),
    // Found where the workflow is read.
    ("[a]", []), ("'.'", []), ("{a: b}", []), ("a.", []),
  ])
  func `what a contract names is found`(secret: String, expected: [String]) {
    for spelling in [
      "secret: \(secret)", "auth: {secret: \(secret)}", "auth: {secret: null}, secret: \(secret)",
    ] {
      let text = "contract: {dependencies: {x: {host: example.com, \(spelling)}}}\n"
      #expect(Self.names(text, file: "workflow.yaml") == expected, "\(spelling)")
    }
  }

  @Test func `each use has its place`() {
    let found = Self.demands("é();\n\t  ctx.secrets.a.b; ctx.secrets.a.b\nctx.secrets[x]")
    #expect(found.demands.map(\.position) == [Position(line: 2, column: 8), Position(line: 2, column: 25)])
    #expect(found.findings.map(\.position) == [Position(line: 3, column: 5)])
  }

  @Test(arguments: [
    "ctx.secrets.a.b;", "} = ctx.secrets;", "`${", "`", "/", "{", "}", "'\\", "/*", "ctx?.", "?",
    "ctx.secrets", "a,", "\u{0}",
    "{ a } = ctx.secrets.b;",
  ])
  func `a file of one text takes no time`(unit: String) {
    let code = String(repeating: unit, count: 500_000 / unit.utf8.count)
    let took = ContinuousClock().measure { _ = Self.demands(code) }
    #expect(took < .seconds(20))
  }

  @Test func `any bytes are read without a crash`() {
    var random = SplitMix64.seeded(for: "any bytes")
    let parts = [
      "ctx", ".secrets", "?.", "[", "]", "\"a\"", "'", "`", "${", "}", "{", "/", "//", "/*", "*/", "\\", "\n",
      "=", "é", "\u{0}",
    ]
    for _ in 0..<fuzzRounds(otherwise: 20) * 50 {
      let code = (0..<Int.random(in: 0..<40, using: &random)).map { _ in
        parts[Int.random(in: 0..<parts.count, using: &random)]
      }
      _ = Self.demands(code.joined())
    }
  }
}
