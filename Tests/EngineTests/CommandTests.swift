import Foundation
import TestSupport
import Testing

/// `run`, `check` and `trigger` as a person or a CronJob calls them.
@Suite(.needs(.deno))
struct CommandTests {
  private static let echo = SampleWorkflow(nodes: [
    "a": "if (input.fail) throw new Error('asked to'); return input;"
  ])

  private func call(_ arguments: [String], input: String = "") throws -> Tool.Outcome {
    try Tool.engine.run(arguments, input: Array(input.utf8), environment: ["TENTACULAR_DENO": Tool.denoPath])
  }

  @Test("run prints the result; exit 1 when the workflow failed, or the input is not JSON")
  func run() throws {
    try withTemporaryFolder { folder in
      let file = try Self.echo.write(to: folder).path
      let fine = try call(["run", "--workflow", file, "--input", #"{"x": [1]}"#])
      #expect(fine.status == 0)
      #expect(String(decoding: fine.output, as: UTF8.self).contains(#""outputs":{"a":{"x":[1]}}"#))
      let failed = try call(["run", "--workflow", file, "--input", "-"], input: #"{"fail": true}"#)
      #expect(failed.status == 1)
      #expect(String(decoding: failed.output, as: UTF8.self).contains("asked to"))
      try folder.write(Array("[7]".utf8), to: "input.json")
      let fromFile = try call(["run", "--workflow", file, "--input", "@\(folder.path)/input.json"])
      #expect(String(decoding: fromFile.output, as: UTF8.self).contains(#""a":[7]"#))
      let bad = try call(["run", "--workflow", file, "--input", "{"])
      #expect(bad.status == 1)
      #expect(bad.errors == "--input:1:2: error: not JSON: expected a name in double quotes\n  {\n   ^\n")
      let large = try call(["run", "--workflow", file, "--input", #"{"id": 1122334455667788993}"#])
      #expect(large.status == 0)
      #expect(
        large.errors.contains("--input:1:8: warning: `1122334455667788993` is more than"), "\(large.errors)")
      #expect(large.errors.contains(#"write `"1122334455667788993"`"#))
    }
  }

  @Test("An interrupted run ends its nodes, even one in an endless loop, and leaves no folder behind")
  func interrupted() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "engine-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let workflow = SampleWorkflow(nodes: ["a": "console.error('running'); while (true) {}"])
    let file = try workflow.write(to: folder.appending(path: "w"))
    let scratch = folder.appending(path: "scratch")
    try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    let log = try folder.write([], to: "log")
    let process = Process()
    process.executableURL = BuiltProgram.engine
    process.arguments = ["run", "--workflow", file.path]
    process.environment = ProcessInfo.processInfo.environment.merging([
      "TENTACULAR_DENO": Tool.denoPath, "TMPDIR": scratch.path,
    ]) { $1 }
    process.standardError = try FileHandle(forWritingTo: log)
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    defer { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
    #expect(try await eventually { try String(contentsOf: log, encoding: .utf8).contains("running") })
    let children = RunningEngine.children(of: process.processIdentifier)
    #expect(children.count == 1)
    process.interrupt()
    process.waitUntilExit()
    #expect(process.terminationStatus == 128 + SIGINT)
    #expect(children.allSatisfy { kill($0, 0) != 0 })
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path).isEmpty)
  }

  @Test("check loads every node and says at which place each one fails")
  func check() throws {
    try withTemporaryFolder { folder in
      let file = try Self.echo.write(to: folder).path
      let fine = try call(["check", "--workflow", file])
      #expect(fine.status == 0)
      #expect(fine.errors.contains("warning: nodes may reach every host"))
      let broken = SampleWorkflow(
        nodes: [
          "a": "export default async function () {\n  const x = ;\n}",
          "b": "let run: unknown;\nexport { run as default };",
          "c": "import { nothing } from './lib/some.ts';\nexport default () => nothing;",
          "d": "throw new Error('at the top');\nexport default () => 1;", "good": "return 1;",
        ], files: ["nodes/lib/some.ts": "export const some = 1;"])
      let path = folder.appending(path: "broken")
      let outcome = try call(["check", "--workflow", try broken.write(to: path).path])
      #expect(outcome.status == 1)
      let nodes = path.appending(path: "nodes").path
      #expect(outcome.errors.contains("\(nodes)/a.ts:2:13: error: node `a` cannot be loaded: "))
      #expect(
        outcome.errors.contains(
          "\(nodes)/b.ts: error: node `b` cannot be loaded: TypeError: the default export is missing"))
      #expect(outcome.errors.contains("\(nodes)/c.ts:1:10: error: node `c` cannot be loaded: "))
      #expect(outcome.errors.contains("\(nodes)/d.ts:1:7: error: node `d` cannot be loaded: at the top"))
      #expect(!outcome.errors.contains("good.ts"))
    }
  }

  @Test("Problems of the input come with their place, before anything is started")
  func invalid() throws {
    try withTemporaryFolder { folder in
      var workflow = Self.echo
      workflow.files = ["deno.json": "{\n  // yes\n  no\n}", "overlay.yaml": "timeout: soon\n"]
      let file = try workflow.write(to: folder).path
      let outcome = try call(["check", "--workflow", file, "--config", "\(folder.path)/overlay.yaml"])
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("deno.json:3:3: error: not JSON: expected a name in double quotes"))
      #expect(outcome.errors.contains("overlay.yaml:1:10: error: `soon` is not a duration"))
      let missing = try call(["check", "--workflow", "\(folder.path)/none/workflow.yaml"])
      #expect(missing.status == 2)
    }
  }

  @Test("Without Deno, or with another program in its place, it says so")
  func deno() throws {
    try withTemporaryFolder { folder in
      let file = try Self.echo.write(to: folder).path
      let missing = try Tool.engine.run(["check", "--workflow", file], environment: ["PATH": "/nonexistent"])
      #expect(missing.status == 1)
      #expect(missing.errors.contains("there is no `deno` on PATH; install Deno 2.9 or newer"))
      let other = try Tool.engine.run(
        ["check", "--workflow", file], environment: ["TENTACULAR_DENO": "/bin/false"])
      #expect(other.status == 1)
      #expect(other.errors.contains("the node's process ended with exit code 1"))
    }
  }

  @Test("trigger tells a failed workflow from one that cannot be reached")
  func trigger() async throws {
    try await RunningEngine.with(Self.echo, ["--body-limit", "1000"]) { (engine, _) async throws in
      let url = "http://127.0.0.1:\(engine.port)/run"
      let short = try call(["trigger", url, "--data", #"{"trigger": "x"}"#])
      #expect(short.status == 0)
      let summary = String(decoding: short.output, as: UTF8.self)
      #expect(
        summary.hasPrefix(#"{"success":true,"runId":""#) && summary.contains(#""errors":{},"#))
      #expect(summary.contains(#""timing":{"#))
      #expect(!summary.contains("outputs"))
      let fine = try call(["trigger", url, "--data", #"{"trigger": "x"}"#, "--output"])
      #expect(fine.status == 0)
      #expect(
        String(decoding: fine.output, as: UTF8.self).contains(#""a":{"trigger": "x"}"#)
          || String(decoding: fine.output, as: UTF8.self).contains(#""a":{"trigger":"x"}"#))
      let failed = try call(["trigger", url, "--data", #"{"fail": true}"#])
      #expect(failed.status == 1)
      #expect(String(decoding: failed.output, as: UTF8.self).contains("asked to"))
      let refused = try call(["trigger", "\(url)x"])
      #expect(refused.status == 1)
      #expect(refused.errors.contains("answered HTTP 404"))
      engine.signal(SIGTERM)
      #expect(try await engine.exitCode() == 0)
      let started = ContinuousClock.now
      let gone = try call(["trigger", url, "--timeout", "1s"])
      #expect(gone.status == 2)
      #expect(gone.errors.contains("could not be reached within 1.0 seconds"))
      #expect(gone.errors.contains("trying again in"))
      #expect(ContinuousClock.now - started < .seconds(15))
    }
  }
}
