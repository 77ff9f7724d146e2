import Foundation
import TestSupport
import Testing

/// Nodes load packages out of their version, and nothing over a network.
@Suite(.needs(.deno))
struct VendoredModuleTests {
  private func call(_ arguments: [String]) throws -> (status: Int32, output: String, errors: String) {
    let outcome = try Tool.engine.run(arguments, environment: ["TENTACULAR_DENO": Tool.denoPath])
    return (outcome.status, String(decoding: outcome.output, as: UTF8.self), outcome.errors)
  }

  private static let packages = [
    "jsr:@acme/greet@1.2.0": [
      "acme-greet-mod.ts": """
      import { upper } from "./acme-text-mod.ts";
      import words from "./acme-greet-words.json" with { type: "json" };
      import note from "./acme-greet-note.txt" with { type: "text" };
      import { tail } from "npm:tail@1";
      export enum Tone { Calm = "." }
      export const greet = (name: string): string => upper(words.hello) + name + Tone.Calm + note + tail;

      """,
      "acme-greet-words.json": #"{"hello": "hi "}"#, "acme-greet-note.txt": "note",
    ],
    "jsr:@acme/text@0.1.0": [
      "acme-text-mod.ts": "export function upper(text: string): string { return text.toUpperCase(); }\n"
    ],
    "npm:lodash@4.17.21": ["lodash.mjs": "export default { last: (list) => list.at(-1) };\n"],
    "npm:tail@1.0.1": ["tail.mjs": "export const tail = '!';\n"],
    "https://modules.example/a.ts": [
      "modules-a.ts":
        "import * as empty from \"./empty.wasm\";\nexport const a: number = Object.keys(empty).length + 1;\n",
      "empty.wasm": "\0asm\u{1}\0\0\0",
    ],
  ]

  private static let imports = [
    "jsr:@acme/greet@^1": "acme-greet-mod.ts", "npm:lodash@4": "lodash.mjs", "lodash": "lodash.mjs",
    "npm:tail@1": "tail.mjs", "https://modules.example/a.ts": "modules-a.ts",
    "hello": "acme-greet-words.json",
  ]

  private static func sample() throws -> SampleWorkflow {
    var workflow = SampleWorkflow(nodes: [
      "a": """
      import { greet } from "jsr:@acme/greet@^1";
      import _ from "npm:lodash@4";
      import again from "lodash";
      import { a } from "https://modules.example/a.ts";
      import words from "hello" with { type: "json" };
      import { own } from "./lib/own.ts";
      const late = await import("npm:tail@1");
      export default () => [greet("Ada"), _.last([1, 2]), again === _, a, words.hello, own, late.tail];

      """
    ])
    workflow.extra = "contract: {dependencies: {}}\n"
    workflow.files["nodes/lib/own.ts"] = "import _ from 'lodash';\nexport const own = _.last([3]);\n"
    try workflow.vendor(packages, imports: imports)
    return workflow
  }

  private static let expected = #"["HI Ada.note!",2,true,1,"hi ",3,"!"]"#

  @Test func `every kind of name leads to the file in vendor, from nodes and from packages`() throws {
    try withTemporaryFolder { folder in
      let file = try Self.sample().write(to: folder.appending(path: "w")).path
      let outcome = try call(["run", "--workflow", file])
      #expect(outcome.output.contains(#""a":"# + Self.expected), "\(outcome.output)\(outcome.errors)")
      #expect(!outcome.errors.contains("WARNING"), "\(outcome.errors)")
    }
  }

  /// A volume of the kubelet: files are links through `..data`, and `vendor` is a volume of its own inside.
  @Test func `a pod's mounts are read, one within the other`() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "mounts-\(UUID().uuidString.prefix(8))")
    defer { try? FileManager.default.removeItem(at: folder) }
    let workflow = try Self.sample()
    _ = try workflow.write(to: folder.appending(path: "..2026"))
    let files = FileManager.default
    try files.moveItem(at: folder.appending(path: "..2026/vendor"), to: folder.appending(path: "packages"))
    let vendor = folder.appending(path: "vendor")
    try files.createDirectory(at: vendor, withIntermediateDirectories: true)
    try files.moveItem(at: folder.appending(path: "packages"), to: vendor.appending(path: "..2026"))
    for (place, names) in [
      (folder, ["workflow.yaml", "deno.json", "vendor.lock", "nodes"]),
      (vendor, Self.packages.values.flatMap(\.keys)),
    ] {
      try files.createSymbolicLink(
        atPath: place.appending(path: "..data").path, withDestinationPath: "..2026")
      for name in names {
        try files.createSymbolicLink(
          atPath: place.appending(path: name).path, withDestinationPath: "..data/\(name)")
      }
    }
    try await RunningEngine.with(folder.appending(path: "workflow.yaml")) { engine async throws in
      #expect(try await engine.run()["outputs", "a"] == Self.expected)
      #expect(!engine.log.contains("WARNING"), "\(engine.log)")
    }
  }

  @Test func `dev takes over an edited package with its lock, and refuses one without`() async throws {
    var workflow = try Self.sample()
    try await RunningEngine.with(workflow, command: "dev") { (engine, folder) async throws in
      var packages = Self.packages
      packages["npm:tail@1.0.1"] = ["tail.mjs": "export const tail = '?';\n"]
      try folder.write(Array("export const tail = '?';\n".utf8), to: "vendor/tail.mjs")
      #expect(try await engine.logs("vendor/tail.mjs: error: was changed: vendor.lock"))
      #expect(try await engine.run()["outputs", "a"] == Self.expected)
      try workflow.vendor(packages, imports: Self.imports)
      try folder.write(Array((workflow.files["vendor.lock"] ?? "").utf8), to: "vendor.lock")
      #expect(try await engine.logs("reloaded"))
      #expect(try await engine.run()["outputs", "a"] == Self.expected.replacing("!", with: "?"))
    }
  }

  @Test func `an error while a package is loaded names its file, its line and the package`() throws {
    try withTemporaryFolder { folder in
      var workflow = SampleWorkflow(nodes: ["a": "import 'npm:bad@1';\nexport default () => 1;\n"])
      try workflow.vendor(
        ["npm:bad@1.0.3": ["bad.ts": "interface Unused { x: number }\n\n  null!.x;\n"]],
        imports: ["npm:bad@1": "bad.ts"])
      let file = try workflow.write(to: folder.appending(path: "w"))
      let outcome = try call(["check", "--workflow", file.path])
      let place = file.deletingLastPathComponent().appending(path: "vendor/bad.ts").path
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("\(place):3:"), "\(outcome.errors)")
      #expect(outcome.errors.contains("(this is in the package `npm:bad@1.0.3`)"), "\(outcome.errors)")
    }
  }

  @Test func `types are checked in nodes, and not in packages`() throws {
    try withTemporaryFolder { folder in
      var workflow = SampleWorkflow(nodes: [
        "a": "import { n } from 'npm:bad@1';\nconst text: string = n;\nexport default () => text;\n"
      ])
      try workflow.vendor(
        ["npm:bad@1.0.3": ["bad.ts": "export const n: number = 1;\nconst x: string = 1;\nx;\n"]],
        imports: ["npm:bad@1": "bad.ts"])
      let file = try workflow.write(to: folder.appending(path: "w"))
      let outcome = try call(["check", "--types", "--workflow", file.path])
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("nodes/a.ts:2:7: error: TS2322"), "\(outcome.errors)")
      #expect(!outcome.errors.contains("vendor/"), "\(outcome.errors)")
    }
  }

  /// The node tries to alter what another process begins with.
  @Test func `nodes share what Deno made of many packages, and leave nothing in it`() async throws {
    let body = """
      if (input.exit) Deno.exit(1);
      if (input.path) {
        try { Deno.writeTextFileSync(input.path, "throw 1"); return "written"; } catch (error) { return error.message; }
      }
      await import(`data:text/typescript,export const x: number = ${input.count ?? 0}`);
      """
    let workflow = try SampleWorkflow.importing(modules: 60, bytes: 6000, body: body, nodes: 2)
    try await RunningEngine.with(workflow) { (engine, _) async throws in
      let scratch = try #require(engine.scratch)
      let cache = scratch.appending(path: "modules")
      func files() -> [String] {
        (FileManager.default.enumerator(atPath: cache.path)?.allObjects as? [String] ?? []).sorted()
      }
      func copies() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: scratch.path).filter { $0.hasSuffix(".modules") }
          .sorted()
      }
      let before = files()
      #expect(before.count { $0.hasSuffix(".ts.js") } == 60)
      #expect(try await engine.run("{}")["outputs", "n1"] == "4")
      // Once its modules are loaded, a process has no copy any more, and cannot make one.
      let names = try copies()
      #expect(names.count == 2)
      for name in names {
        let copy = scratch.appending(path: name)
        #expect(try await eventually { (try? Data(contentsOf: copy))?.isEmpty == true })
      }
      let module = try #require(before.first { $0.hasSuffix("m0.ts.js") })
      let answer = try await engine.run(#"{"path": "\#(cache.appending(path: module).path)"}"#)
      #expect(answer["outputs", "n0"]?.contains("Requires write access") == true, "\(answer.body)")
      #expect(try await engine.run(#"{"exit": true}"#).status == 500)
      for count in 1...3 { #expect(try await engine.run("{\"count\": \(count)}")["outputs", "n0"] == "4") }
      #expect(files() == before)
      #expect(try copies().count == 2)
    }
  }
}

extension RunningEngine {
  /// The folder of its own that the engine has.
  var scratch: URL? {
    let parent = temporaryFolder
    let names = (try? FileManager.default.contentsOfDirectory(atPath: parent.path)) ?? []
    return names.first { $0.hasPrefix("tentacular-") }.map { parent.appending(path: $0) }
  }
}
