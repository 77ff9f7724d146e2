import Foundation
import TestSupport
import Testing

@Suite(.needs(.deno))
struct GraphRunTests {
  @Test(
    "Outputs travel along the edges",
    arguments: [
      ("alone", ["a"], [], "5", #"{"a":"a(5)"}"#),
      ("isolated", ["a", "b", "c"], [], "5", #"{"a":"a(5)","b":"b(5)","c":"c(5)"}"#),
      (
        "chain", ["a", "b", "c"], [("a", "b"), ("b", "c")], "5",
        #"{"a":"a(5)","b":"b(\"a(5)\")","c":"c(\"b(\\\"a(5)\\\")\")"}"#
      ),
      (
        "fan-out", ["a", "b", "c"], [("a", "b"), ("a", "c")], "5",
        #"{"a":"a(5)","b":"b(\"a(5)\")","c":"c(\"a(5)\")"}"#
      ),
      (
        "fan-in", ["a", "b", "c"], [("b", "c"), ("a", "c")], "5",
        #"{"a":"a(5)","b":"b(5)","c":"c({\"a\":\"a(5)\",\"b\":\"b(5)\"})"}"#
      ),
      (
        "diamond", ["a", "b", "c", "d"], [("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")], "5",
        #"{"a":"a(5)","b":"b(\"a(5)\")","c":"c(\"a(5)\")","d":"d({\"b\":\"b(\\\"a(5)\\\")\",\"c\":\"c(\\\"a(5)\\\")\"})"}"#
      ),
    ])
  func travels(name: String, nodes: [String], edges: [(String, String)], input: String, outputs: String)
    async throws
  {
    let body = "return `${ctx.node}(${JSON.stringify(input)})`;"
    let workflow = SampleWorkflow(
      nodes: Dictionary(uniqueKeysWithValues: nodes.map { ($0, body) }), edges: edges)
    try await RunningEngine.with(workflow) { (engine, _) async throws in
      let answer = try await engine.run(input)
      #expect(answer.status == 200)
      #expect(answer["outputs"] == outputs)
      #expect(answer["success"] == "true")
      #expect(answer["errors"] == "{}")
      #expect(answer["workflow"] == "sample")
      #expect(answer["version"] == "1.0")
      for node in nodes { #expect(answer["timing", "nodeTimings", node, "durationMs"] != nil) }
    }
  }

  @Test("An empty body is {}, and what is not JSON is refused")
  func input() async throws {
    try await RunningEngine.with(SampleWorkflow(nodes: ["a": "return input;"])) { (engine, _) async throws in
      #expect(try await engine.run()["outputs", "a"] == "{}")
      #expect(try await engine.run(" \n")["outputs", "a"] == "{}")
      #expect(try await engine.run(#"{"é": [1, "😀"]}"#)["outputs", "a"] == #"{"é":[1,"😀"]}"#)
      let refused = try await engine.run("{no")
      #expect(refused.status == 400)
      #expect(refused["error"]?.contains("line 1, column 2: expected a name in double quotes") == true)
    }
  }

  @Test("Siblings finish when one fails, later stages do not start, outputs are kept")
  func failure() async throws {
    let workflow = SampleWorkflow(
      nodes: [
        "bad": "throw new Error('no luck');",
        "slow": "await new Promise(r => setTimeout(r, 200)); return 'done';",
        "later": "return 'never';",
      ], edges: [("bad", "later"), ("slow", "later")])
    try await RunningEngine.with(workflow) { (engine, _) async throws in
      let answer = try await engine.run()
      #expect(answer.status == 500)
      #expect(answer["success"] == "false")
      #expect(answer["outputs"] == #"{"slow":"done"}"#)
      #expect(answer["errors"] == #"{"bad":"no luck (nodes/bad.ts:2:84)"}"#)
      #expect(answer["timing", "nodeTimings", "later"] == nil)
    }
  }

  @Test("Retries come after a growing pause, and end with success or the last error")
  func retries() async throws {
    let workflow = SampleWorkflow(
      nodes: [
        "third": """
        let count = 0;
        export default () => { count += 1; if (count < 3) throw new Error(`try ${count}`); return count; };
        """,
        "never": "throw new TypeError('always');",
      ], config: ["retries: 2"])
    try await RunningEngine.with(workflow) { (engine, _) async throws in
      let started = ContinuousClock.now
      let answer = try await engine.run()
      // 100 ms and 200 ms
      #expect(ContinuousClock.now - started >= .milliseconds(300))
      #expect(answer["outputs"] == #"{"third":3}"#)
      #expect(answer["errors", "never"]?.hasPrefix("TypeError: always [3 attempts]") == true)
      let metrics = try await engine.get("/metrics").body
      #expect(metrics.contains(#"tentacular_node_retries_total{workflow="sample",node="never"} 2"#))
      #expect(metrics.contains(#"tentacular_node_attempts_total{workflow="sample",node="third"} 3"#))
    }
  }

  @Test("ctx has configuration with its overlay, secrets, a log and a signal")
  func context() async throws {
    let workflow = SampleWorkflow(
      nodes: [
        "a": """
        ctx.log.info("hello", { a: [1] }); ctx.log.error("bad");
        console.log("plain");
        let frozen = false; try { (ctx.config as any).url = "x"; } catch { frozen = true; }
        return { config: ctx.config, frozen, aborted: ctx.signal.aborted, run: ctx.runId, keys: Object.keys(ctx.secrets) };
        """
      ], config: ["timeout: 5s", "retries: 1", "url: a", "list: [1, 2]", "gone: 1"],
      files: [
        "overlay.yaml": "url: b\ngone: null\ntimeout: 7s\n", ".secrets.yaml": "slack: {token: abcdef}\n",
      ])
    let folder = FileManager.default.temporaryDirectory.appending(path: "engine-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = try workflow.write(to: folder)
    try await RunningEngine.with(file, ["--config", folder.appending(path: "overlay.yaml").path]) {
      (engine) async throws in
      let answer = try await engine.run()
      let run = try #require(answer["runId"])
      #expect(answer["outputs", "a", "config"] == #"{"list":[1,2],"retries":1,"timeout":"7s","url":"b"}"#)
      #expect(answer["outputs", "a", "frozen"] == "true")
      #expect(answer["outputs", "a", "aborted"] == "false")
      #expect(answer["outputs", "a", "run"] == run)
      #expect(answer["outputs", "a", "keys"] == #"["slack"]"#)
      #expect(engine.log.contains("INFO    [a] hello { a: [ 1 ] } runId=\(run)"))
      #expect(engine.log.contains("ERROR   [a] bad runId=\(run)"))
      #expect(engine.log.contains("INFO    [a] plain\n"))
    }
  }

  @Test("Modules in other folders, deno.json and file names with blanks resolve")
  func modules() async throws {
    let workflow = SampleWorkflow(
      nodes: [
        "a":
          "import { two } from './lib/two.ts';\nimport { three } from '@lib/three';\nexport default () => two + three;"
      ],
      files: [
        "nodes/lib/two.ts": "export const two: number = 2;", "nodes/lib/three.ts": "export const three = 3;",
        "deno.json": #"{"imports": {"@lib/three": "./nodes/lib/three.ts"}}"#,
      ])
    let folder = FileManager.default.temporaryDirectory.appending(path: "engine é b-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = try workflow.write(to: folder)
    try await RunningEngine.with(file) { (engine) async throws in
      #expect(try await engine.run()["outputs"] == #"{"a":5}"#)
    }
  }
}
