import Foundation
import TestSupport
import Testing

/// `dev`: what is edited is in use within a second.
@Suite(.needs(.deno), .serialized)
struct DevTests {
  private static let workflow = SampleWorkflow(
    nodes: [
      "a": "import { word } from './lib/word.ts'; export default (ctx: any) => `${word} ${ctx.config.x}`;"
    ],
    config: ["x: 1"], files: ["nodes/lib/word.ts": "export const word = 'one';"])

  private func editing(
    _ workflow: SampleWorkflow = workflow, ready: Bool = true,
    _ body: (RunningEngine, (String, String) throws -> Void) async throws -> Void
  ) async throws {
    try await RunningEngine.with(workflow, command: "dev", ready: ready) { (engine, folder) async throws in
      try await body(engine) { path, text in
        // As editors do: a new file, renamed over the old one.
        try folder.write(Array(text.utf8), to: "\(path).tmp")
        guard unsafe rename("\(folder.path)/\(path).tmp", "\(folder.path)/\(path)") == 0 else {
          throw CocoaError(.fileWriteUnknown)
        }
      }
    }
  }

  /// Waits for an answer of the node for as long as a person would call at once; machines of tests are busy.
  private func expect(_ output: String?, of engine: RunningEngine) async throws {
    let started = ContinuousClock.now
    var answer: String?
    while ContinuousClock.now - started < .seconds(20) {
      answer = try await engine.run()["outputs", "a"]
      if answer == output { break }
      try await Task.sleep(for: .milliseconds(20))
    }
    let took = ContinuousClock.now - started
    #expect(answer == output)
    print("dev: an edit was in use after \(took)")
    #expect(took < .seconds(Self.limit))
  }

  /// A second, where nothing else runs; all suites at once share the machine's cores with this one.
  private static let limit = ProcessInfo.processInfo.environment["TNTC_STRICT_TIMES"] == "1" ? 1 : 10

  @Test("Edits of configuration, node and imported module; broken ones keep the last good version")
  func edits() async throws {
    try await editing { (engine, write) async throws in
      try await expect("one 1", of: engine)
      var changed = Self.workflow
      changed.config = ["x: 2"]
      try write("workflow.yaml", changed.yaml)
      try await expect("one 2", of: engine)
      try write("nodes/lib/word.ts", "export const word = 'two';")
      try await expect("two 2", of: engine)
      try write("nodes/a.ts", "export default (ctx: any) => 'new ' + ctx.config.x;")
      try await expect("new 2", of: engine)

      try write("nodes/a.ts", "export default () => {\n  return (;\n}")
      #expect(try await engine.logs("nodes/a.ts:2:11: error: node `a` cannot be loaded: "))
      #expect(try await engine.logs("  return (;\n"))
      try await expect("new 2", of: engine)
      try write("workflow.yaml", changed.yaml.replacing("nodes:", with: "nodez:"))
      #expect(try await engine.logs("unknown key `nodez`"))
      #expect(try await engine.logs("the last version that could be loaded stays in use"))
      try await expect("new 2", of: engine)

      try write("workflow.yaml", Self.workflow.yaml)
      try write("nodes/a.ts", "export default (ctx: any) => 'mended ' + ctx.config.x;")
      try await expect("mended 1", of: engine)
      #expect(try await eventually { engine.children.count == 1 })
      engine.signal(SIGTERM)
      #expect(try await engine.exitCode() == 0)
    }
  }

  @Test("A module that is imported before it is there, and one that goes, are told; what is back is in use")
  func modules() async throws {
    try await RunningEngine.with(Self.workflow, command: "dev") { (engine, folder) async throws in
      let late = "import { word } from './lib/late.ts'; export default () => word;"
      try folder.write(Array(late.utf8), to: "nodes/a.ts")
      let place = folder.appending(path: "nodes/a.ts").path
      #expect(try await engine.logs("\(place):1:22: error: `./lib/late.ts` is not a file of the version"))
      try await expect("one 1", of: engine)
      try folder.write(Array("export const word = 'late';".utf8), to: "nodes/lib/late.ts")
      try await expect("late", of: engine)
      try FileManager.default.removeItem(at: folder.appending(path: "nodes/lib/late.ts"))
      #expect(try await eventually { engine.log.ranges(of: "is not a file of the version").count == 2 })
      try await expect("late", of: engine)
    }
  }

  @Test("A process that takes the place of another loads the last good version, not a broken edit")
  func replaced() async throws {
    var workflow = Self.workflow
    workflow.nodes["a"] = "if (input.exit) Deno.exit(1); return 'good';"
    try await editing(workflow) { (engine, write) async throws in
      try write("nodes/a.ts", "export default (;")
      #expect(try await engine.logs("cannot be loaded"))
      #expect(try await engine.run(#"{"exit": true}"#).status == 500)
      try await expect("good", of: engine)
    }
  }

  @Test("A workflow that is broken from the start is served once it is mended")
  func brokenFirst() async throws {
    var broken = Self.workflow
    broken.files["nodes/lib/word.ts"] = "export const wort = 1;"
    try await editing(broken, ready: false) { (engine, write) async throws in
      #expect(try await engine.logs("`./lib/word.ts` has no export `word`; did you mean `wort`?"))
      #expect(try await engine.get("/ready").status == 503)
      #expect(try await engine.run()["error"] == "the engine is not ready")
      try write("nodes/lib/word.ts", "export const word = 'mended';")
      #expect(try await engine.logs(" ready\n"))
      try await expect("mended 1", of: engine)
    }
  }

  @Test("A run that is under way ends in the version in which it began")
  func underWay() async throws {
    var workflow = Self.workflow
    workflow.nodes["a"] = "await new Promise(r => setTimeout(r, 3000)); return 'old';"
    try await RunningEngine.with(workflow, command: "dev") { (engine, folder) async throws in
      async let old = engine.run()
      try await engine.waitForRuns(1)
      try folder.write(Array("export default () => 'new';".utf8), to: "nodes/a.ts")
      #expect(try await engine.logs("reloaded"))
      try await expect("new", of: engine)
      #expect(try await old["outputs", "a"] == "old")
    }
  }

  @Test("An edit while the program ends does not keep it from ending")
  func endsDespiteEdit() async throws {
    var workflow = Self.workflow
    workflow.nodes["a"] = "await new Promise(r => setTimeout(r, 3000)); return 'old';"
    try await RunningEngine.with(workflow, command: "dev") { (engine, folder) async throws in
      async let old = engine.run()
      try await engine.waitForRuns(1)
      engine.signal(SIGTERM)
      #expect(try await engine.logs("shutting down"))
      try folder.write(Array("export default () => 'new';".utf8), to: "nodes/a.ts")
      // It had a second to end, and was cancelled then.
      #expect(try await old["failures", "a", "kind"] == "cancelled")
      #expect(try await eventually { !engine.isRunning })
      if !engine.isRunning { #expect(try await engine.exitCode() == 0) }
    }
  }
}
