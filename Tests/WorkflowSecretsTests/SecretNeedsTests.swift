import Testing
import WorkflowModel
import WorkflowSecrets
import YAML

/// Which secrets a node gets, by what its code and the contract say.
struct SecretNeedsTests {
  private func need(
    _ files: [String: String], contract: String = "", filling: Mapping = [:], node: String = "nodes/a.ts"
  ) throws -> SecretNeeds.Need {
    let yaml =
      "name: w\nversion: \"1.0\"\ntriggers: [{type: manual}]\nnodes: {a: {path: \(node)}}\n\(contract)"
    let all = ["workflow.yaml": yaml].merging(files) { $1 }
    let source = WorkflowSource(
      files: all.keys.sorted().map { SourceFile(path: $0, bytes: Array((all[$0] ?? "").utf8)) })
    let reading = WorkflowReader.read(source, path: "workflow.yaml")
    let workflow = try #require(reading.workflow, "\(reading.findings)")
    let filled = workflow.contract?.filled(with: filling)
    return SecretNeeds(source, nodes: workflow.nodes, contract: workflow.contract, filled: filled) { $0 }
      .need(of: "a")
  }

  private func services(_ names: [String]) -> SecretNeeds.Need { .services(Set(names.map(ByteKey.init))) }

  @Test(
    arguments: [
      ("export default () => 1;", []), ("export default (ctx) => ctx.secrets.slack.token;", ["slack"]),
      (
        "export default (c: Context) => c.secrets['slack']?.token + c.secrets.jira!.user;", ["slack", "jira"]
      ),
      ("export default ({ secrets }) => secrets.slack.token;", ["slack"]),
      ("const { slack, jira: j } = ctx.secrets;", ["slack", "jira"]),
      ("await ctx.fetch('github', '/x'); await fetch('https://x'); globalThis.fetch('y');", ["github"]),
      ("const { token } = ctx.secrets.slack;", ["slack"]),
      ("export default async function main(c) { return c.secrets.slack.token; }", ["slack"]),
      ("export default (c) => c.fetch('github', '/x');", ["github"]),
      ("export default c => c.secrets.slack;", ["slack"]),
      ("const { secrets: s } = ctx; s.slack.token;", ["slack"]), ("ctx['secrets'].slack;", ["slack"]),
      ("const { slack: { token } } = ctx.secrets;", ["slack"]),
      ("const api = ctx.dependency('api'); await api.fetch(path);", []),
      ("await ctx.dependency('api').fetch!(path);", []),
      ("const f = (api: Dependency) => api.fetch(path);", []),
      ("const { a: { b } } = ctx.secrets.slack;", ["slack"]),
      ("// ctx.secrets.slack\nconst s = 'my secrets.slack';", []),
      ("await ctx.fetch('https://x/', '/x');", nil),
    ] as [(String, [String]?)])
  func seen(_ code: String, _ names: [String]?) throws {
    #expect(try need(["nodes/a.ts": code]) == names.map(services) ?? .everything)
  }

  @Test(
    "Where that cannot be told, a node gets all",
    arguments: [
      "const f = (c) => c.secrets.slack.token;", "const s = ctx.secrets; s.slack;",
      "ctx.secrets[input.name];",
      "ctx[name].slack;", "const { ...rest } = ctx;",
      "const { ...all } = ctx.secrets;", "helper(ctx.secrets);",
      "ctx.fetch(service, '/x');", "const { fetch } = ctx;", "c.fetch('github', '/x');",
      "Reflect.get(ctx, 'secrets');",
      "await import(input.module);", "const { log: { info }, secrets } = ctx; (x) => x.secrets;",
    ])
  func unseen(_ code: String) throws {
    #expect(try need(["nodes/a.ts": code]) == .everything)
  }

  @Test("What a node imports counts, and what other nodes read does not; the contract is for all")
  func modules() throws {
    let files = [
      "nodes/a.ts": "import { x } from './lib/x.ts'; ctx.secrets.one;",
      "nodes/lib/x.ts": "export { y } from '../y.ts'; (ctx: Context) => ctx.secrets.two;",
      "nodes/y.ts": "(ctx) => ctx.secrets.three;", "nodes/b.ts": "(ctx) => ctx.secrets.four;",
      "nodes/c.ts": "(c) => c.secrets;",
    ]
    #expect(try need(files) == services(["one", "two", "three"]))
    #expect(try need(files, node: "nodes/b.ts") == services(["four"]))
    #expect(try need(files, node: "nodes/c.ts") == .everything)
    let contract = "contract:\n  dependencies:\n    d: {host: h.example, auth: {secret: five.key}}\n"
    #expect(try need(files, contract: contract, node: "nodes/b.ts") == services(["four", "five"]))
    #expect(try need(files, contract: contract, node: "nodes/c.ts") == services(["five"]))
    let own = "contract:\n  dependencies:\n    d: {host: h.example}\n"
    let filling: Mapping = ["d": .mapping(["auth": .mapping(["secret": "five.key"])])]
    #expect(
      try need(files, contract: own, filling: filling, node: "nodes/b.ts") == services(["four", "five"]))
    // What an environment adds takes nothing away.
    #expect(try need(files, contract: own, filling: filling, node: "nodes/c.ts") == .everything)
    let other: Mapping = ["d": .mapping(["auth": .mapping(["secret": "six.key"])])]
    #expect(try need(files, contract: contract, filling: other, node: "nodes/c.ts") == services(["six"]))
    var mapped = files
    mapped["deno.json"] = "{\"imports\": {\"c\": \"./nodes/c.ts\"}}"
    #expect(try need(mapped, node: "nodes/b.ts") == services(["four"]))
    mapped["nodes/b.ts"] = "import 'c'; (ctx) => ctx.secrets.four;"
    #expect(try need(mapped, node: "nodes/b.ts") == .everything)
  }
}
