import Foundation
import TestSupport
import Testing
import WorkflowModel

/// Nodes that do what they should not: each fails with an error that says so, within its time, beside a node
/// that goes on, in an engine that lives on.
@Suite(.needs(.deno))
struct MisbehaviourTests {
  struct Case: CustomTestStringConvertible {
    let testDescription: String
    let body: String
    /// A part of the error.
    let error: String
    var config = ["timeout: 1s"]
    var arguments: [String] = []

    init(
      _ name: String, _ body: String, _ error: String, config: [String] = ["timeout: 1s"],
      arguments: [String] = []
    ) {
      testDescription = name
      self.body = body
      self.error = error
      self.config = config
      self.arguments = arguments
    }
  }

  static let cases = [
    Case(
      "an endless loop", "while (true) {}", "timed out after 1 s and did not stop, so its process was ended"),
    Case(
      "a promise that never ends", "await new Promise(() => setInterval(() => {}, 1000));",
      "timed out after 1 s and did not stop"),
    Case(
      "a node that stops when told to",
      "await new Promise((_, no) => ctx.signal.addEventListener('abort', () => no(ctx.signal.reason)));",
      "timed out after 1 s"),
    Case(
      "the heap without end",
      "const all: unknown[] = []; while (true) all.push(new Array(1000).fill(Math.random()));",
      "ran out of memory: its heap may have 152 MiB", config: ["timeout: 20s"],
      arguments: ["--node-memory", "200"]),
    Case(
      "ArrayBuffers without end",
      "const all: unknown[] = []; while (true) { all.push(new Uint8Array(1 << 20).fill(1)); await 0; }",
      "MiB of memory; it may have 96 MiB", config: ["timeout: 20s"], arguments: ["--node-memory", "96"]),
    Case("Deno.exit", "Deno.exit(3);", "the node's process ended with exit code 3 (did it call Deno.exit?)"),
    Case(
      "its own death", "Deno.kill(Deno.pid, 'SIGKILL'); await new Promise(() => {});",
      "ended by signal 9 (SIGKILL"),
    Case(
      "abort", "(globalThis as any).process.abort();", "the node's process was ended by signal 6 (SIGABRT)"),
    Case(
      "a worker", "new Worker('data:application/javascript,setInterval(()=>{},1)', {type: 'module'});",
      "nodes cannot start workers"),
    Case(
      "a worker of Node's",
      "import { Worker } from 'node:worker_threads'; export default () => { new Worker('while(true){}', {eval: true}); return new Promise(() => {}); };",
      "nodes cannot start workers"),
    Case(
      "Node's class of workers, by each way to it",
      "const all = [(await import('node:' + 'worker_threads')).Worker, (await import('node:worker_threads')).default.Worker, "
        + "(globalThis as any).process.getBuiltinModule('worker_threads').Worker, "
        + "(await import('node:module')).createRequire(import.meta.url)('node:worker_threads').Worker]; "
        + "const said = all.map((One) => { try { Object.setPrototypeOf(One, class {}); } catch { } "
        + "try { new One('1', {eval: true}); return 'started'; } catch (e) { return (e as Error).message.slice(0, 26); } }); "
        + "throw new Error(said.join());",
      (0..<4).map { _ in "nodes cannot start workers" }.joined(separator: ",")),
    Case("text thrown", "throw 'oh no';", "the node threw a string, not an Error: oh no"),
    Case("null thrown", "throw null;", "the node threw null, not an Error: null"),
    Case("an object thrown", "throw {code: 7};", #"the node threw an object, not an Error: {"code":7}"#),
    Case(
      "a hostile error", "throw Object.defineProperty(new Error('x'), 'message', {get() { throw 1; }});",
      "the node threw something that cannot be read"),
    Case("a function returned", "return () => 1;", "the output is a function, which JSON cannot hold"),
    Case(
      "a bigint inside", "return {a: {deep: 1n}};", "`deep` in the output is a bigint, which JSON cannot hold"
    ),
    Case("NaN", "return [NaN];", "`0` in the output is NaN, which JSON cannot hold"),
    Case("a Map", "return {m: new Map()};", "`m` in the output is a Map"),
    Case(
      "a promise inside", "return {p: Promise.resolve(1)};",
      "`p` in the output is a Promise (is an await missing?)"),
    Case(
      "an output that hides itself", "return { toJSON() {} };",
      "the output's toJSON returns nothing, which JSON cannot hold"),
    Case(
      "an output without end", "return 'x'.repeat(17 << 20);", "at most 16777216 are passed on",
      config: ["timeout: 20s"]),
    Case("code from elsewhere", "return await import('https:' + '//esm.sh/x');", "--no-remote"),
    Case("a package from elsewhere", "return await import('npm:' + 'left-pad');", "--no-npm"),
    Case("a cycle", "const a: any = {}; a.a = a; return a;", "circular"),
    Case("two cycles", "const a: any = {}; a.a = a; a.b = a; return a;", "circular"),
    Case(
      "NaN behind many numbers", "return [...Array(150000).keys(), NaN];",
      "`150000` in the output is NaN, which JSON cannot hold"),
    Case(
      "NaN far inside", "let a: any = NaN; for (let i = 0; i < 150; i++) a = {a}; return a;",
      "`a` in the output is NaN, which JSON cannot hold"),
    Case(
      "a flood", "while (true) console.log('flood');",
      "timed out after 1 s and did not stop, so its process was ended"),
    Case(
      "a flood of errors", "while (true) console.error('flood');",
      "timed out after 1 s and did not stop, so its process was ended"),
    Case("an error returned", "return {e: new Error('x')};", "`e` in the output is an Error"),
    Case("a pattern returned", "return /x/;", "the output is a RegExp, which JSON cannot hold"),
    Case("a response returned", "return [new Response('x')];", "`0` in the output is a Response"),
    Case("bytes returned", "return new ArrayBuffer(2);", "the output is an ArrayBuffer"),
    Case("no date returned", "return {d: new Date(NaN)};", "`d` in the output is an invalid Date"),
    Case(
      "reading elsewhere", "return await Deno.readTextFile('/etc/passwd');",
      #"the node has no read access to "/etc/passwd""#),
    Case(
      "writing into the version", "return await Deno.writeTextFile(new URL(import.meta.url), 'x');",
      "the node has no write access to"),
    Case(
      "another program", "return await new Deno.Command('sh').output();",
      #"the node has no run access to "sh""#),
    Case("the environment", "return Deno.env.get('HOME');", #"the node has no env access to "HOME""#),
  ]

  @Test(arguments: cases)
  func misbehaves(_ case: Case) async throws {
    let workflow = SampleWorkflow(
      nodes: ["bad": `case`.body, "good": "return 'fine';"], config: `case`.config)
    try await RunningEngine.with(workflow, `case`.arguments) { (engine, _) async throws in
      for _ in 0..<2 {
        let answer = try await engine.run()
        #expect(answer.status == 500)
        #expect(
          answer["errors", "bad"]?.contains(`case`.error) == true, "\(answer["errors", "bad"] ?? answer.body)"
        )
        #expect(answer["outputs"] == #"{"good":"fine"}"#)
      }
      try await expectReady(engine)
      try await expectIdle(engine)
    }
  }

  /// After the second crash in a row a node is down until its next process is there.
  private func expectReady(_ engine: RunningEngine) async throws {
    #expect(try await eventually { try await engine.get("/ready").status == 200 })
  }

  /// No process is left that computes, nor more than one for each node.
  private func expectIdle(_ engine: RunningEngine) async throws {
    #expect(try await eventually { engine.children.count == 2 })
    func used() -> Int {
      engine.children.reduce(0) { $0 + ProcessorTime.ticks(of: $1) }
    }
    let isIdle = try await eventually {
      let before = used()
      try await Task.sleep(for: .milliseconds(200))
      return used() - before <= 2
    }
    #expect(isIdle)
  }

  @Test("What goes on after its run has ended is ended too")
  func leftovers() async throws {
    let workflow = SampleWorkflow(nodes: [
      "loop": "setTimeout(() => { while (true) {} }, 50); return 1;"
    ])
    try await RunningEngine.with(workflow) { (engine, _) async throws in
      #expect(try await engine.run().status == 200)
      #expect(try await engine.logs("the node kept computing after its last run had ended"))
      #expect(try await engine.run().status == 200)
    }
  }

  @Test("Rejections that nobody awaits are logged and end nothing")
  func rejections() async throws {
    let workflow = SampleWorkflow(nodes: [
      "a":
        "Promise.reject(new Error('lost')); setTimeout(() => { throw new Error('late'); }, 1); await new Promise(r => setTimeout(r, 50)); return 1;"
    ])
    try await RunningEngine.with(workflow) { (engine, _) async throws in
      #expect(try await engine.run().status == 200)
      #expect(try await engine.logs("a promise was rejected and nobody awaited it: lost (nodes/a.ts:"))
      #expect(try await engine.logs("an error was thrown outside of a run: late (nodes/a.ts:"))
    }
  }

  @Test("A process that ends soon after each start is started with a growing pause")
  func storm() async throws {
    let workflow = SampleWorkflow(nodes: [
      "a": "setTimeout(() => Deno.exit(3), 100); export default () => 1;"
    ])
    let started = ContinuousClock.now
    try await RunningEngine.with(workflow, ready: false) { (engine, _) async throws in
      func count() -> Int { engine.log.components(separatedBy: "the process is replaced").count - 1 }
      #expect(try await eventually { count() >= 5 })
      let (count, time) = (count(), ContinuousClock.now - started)
      // The first is replaced at once; before each further one there was a pause.
      let pauses = (1..<max(2, count - 1)).reduce(0) {
        $0 + EngineContract.backoffMilliseconds(beforeRetry: $1)
      }
      #expect(time >= .milliseconds(pauses))
    }
  }

  @Test("One invocation's end of the process fails the others, and retries apply to them")
  func neighbours() async throws {
    var workflow = SampleWorkflow(nodes: [
      "a": "if (input.kill) Deno.exit(1); " + Gate.wait + "return 'whole';"
    ])
    try await RunningEngine.with(workflow) { (engine, _) async throws in
      async let other = engine.run()
      try await engine.waitForRuns(1)
      _ = try await engine.run(#"{"kill": true}"#)
      #expect(try await other["errors", "a"]?.contains("the node's process ended with exit code 1") == true)
    }
    workflow.config = ["retries: 1"]
    try await RunningEngine.with(workflow) { (engine, folder) async throws in
      async let other = engine.run()
      try await engine.waitForRuns(1)
      // Both of its attempts end the process; the other run's second one may meet the second of them.
      #expect(try await engine.run(#"{"kill": true}"#).status == 500)
      try Gate.open(folder)
      let answer = try await other
      #expect(answer["outputs", "a"] == "whole" || answer["errors", "a"]?.contains("exit code 1 ") == true)
      let metrics = try await engine.get("/metrics").body
      #expect(!metrics.contains(#"tentacular_node_restarts_total{workflow="sample",node="a"} 0"#))
    }
  }
}

enum ProcessorTime {
  /// Whether a process has ended; whoever inherited it may not have asked for its exit code yet.
  static func isGone(_ process: Int32) -> Bool {
    guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
      let end = text.lastIndex(of: ")")
    else { return true }
    return text[end...].dropFirst(2).first == "Z"
  }

  /// Of a process so far, in clock ticks.
  static func ticks(of process: Int32) -> Int {
    guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
      let end = text.lastIndex(of: ")")
    else { return 0 }
    let fields = text[end...].split(separator: " ")
    return (Int(fields[12]) ?? 0) + (Int(fields[13]) ?? 0)
  }
}
