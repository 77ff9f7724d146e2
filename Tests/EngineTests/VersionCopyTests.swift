import Foundation
import TestSupport
import Testing
import WorkflowModel

/// What runs here sees what a pod has, and no more: a copy of the version's files.
@Suite(.needs(.deno))
struct VersionCopyTests {
  /// Files beside those of the version, which a computed path reaches: no check of the text can tell.
  private static let workflow = SampleWorkflow(
    nodes: [
      "a": """
      const path = typeof input === "string" ? input : input.path;
      if (path.endsWith(".ts")) return (await import(path)).x;
      return await Deno.readTextFile(new URL(path, import.meta.url));
      """
    ],
    files: [
      "lib/x.ts": "export const x = 1;", "nodes/tests/x.ts": "export const x = 1;", "nodes/.x.txt": "x",
      "nodes/in.txt": "in", "nodes/lib/in.ts": "export const x = 'module';", "x.txt": "x",
      "tests/fixtures/a.json": #"{"input": "./in.txt", "expected": "in"}"#,
    ])

  private static let outside = ["../lib/x.ts", "./tests/x.ts", "./.x.txt", "../x.txt"]

  private func call(_ arguments: [String]) throws -> (status: Int32, output: String, errors: String) {
    let outcome = try Tool.engine.run(arguments, environment: ["TENTACULAR_DENO": Tool.denoPath])
    return (outcome.status, String(decoding: outcome.output, as: UTF8.self), outcome.errors)
  }

  @Test func `run reads the files of the version, and names others as their author knows them`() throws {
    try withTemporaryFolder { folder in
      let file = try Self.workflow.write(to: folder.appending(path: "w")).path
      for (path, expected) in [("./in.txt", #""a":"in""#), ("./lib/in.ts", #""a":"module""#)] {
        #expect(try call(["run", "--workflow", file, "--input", "\"\(path)\""]).output.contains(expected))
      }
      for path in Self.outside {
        let outcome = try call(["run", "--workflow", file, "--input", "\"\(path)\""])
        #expect(outcome.status == 1, "\(path)")
        let shown = folder.appending(path: "w/nodes/\(path)").standardizedFileURL.path
        #expect(outcome.output.contains(shown), "\(outcome.output)")
        #expect(!outcome.output.contains("/tentacular-") && !outcome.errors.contains("/tentacular-"))
      }
    }
  }

  @Test func `test finds its fixtures beside the version, and its nodes nothing there`() throws {
    try withTemporaryFolder { folder in
      var workflow = Self.workflow
      _ = try workflow.write(to: folder.appending(path: "w"))
      #expect(try call(["test", folder.appending(path: "w").path]).status == 0)
      workflow.files["tests/fixtures/a.json"] = #"{"input": "../x.txt", "expected": "x"}"#
      _ = try workflow.write(to: folder.appending(path: "w"))
      let outcome = try call(["test", folder.appending(path: "w").path])
      #expect(outcome.status == 1)
      #expect(outcome.output.contains(folder.appending(path: "w/x.txt").path), "\(outcome.output)")
      #expect(!outcome.output.contains("/tentacular-"))
    }
  }

  @Test func `check fails on what only loading tells, and names the author's files`() throws {
    try withTemporaryFolder { folder in
      let workflow = SampleWorkflow(
        nodes: [
          "a":
            "const path = ['..', 'x.ts'].join('/');\nconst { x } = await import(path);\nexport default () => x;",
          "b": "console.error(new Error('at').stack);\nexport default () => 1;",
        ],
        files: ["x.ts": "export const x = 1;"])
      let file = try workflow.write(to: folder.appending(path: "w")).path
      let outcome = try call(["check", "--workflow", file])
      #expect(outcome.status == 1)
      #expect(
        outcome.errors.contains(
          folder.appending(path: "w/nodes/a.ts").path + ": error: node `a` cannot be loaded"),
        "\(outcome.errors)")
      #expect(outcome.errors.contains(folder.appending(path: "w/x.ts").path), "\(outcome.errors)")
      #expect(
        outcome.errors.contains(folder.appending(path: "w/nodes/b.ts").path + ":1:"), "\(outcome.errors)")
      #expect(!outcome.errors.contains("/tentacular-"), "\(outcome.errors)")
    }
  }

  @Test(arguments: ["serve", "dev"])
  func `what answers has the version's files alone`(command: String) async throws {
    try await RunningEngine.with(Self.workflow, command: command) { (engine, folder) async throws in
      #expect(try await engine.run(#"{"path": "./in.txt"}"#)["outputs", "a"] == "in")
      for path in Self.outside {
        let answer = try await engine.run("{\"path\": \"\(path)\"}")
        #expect(answer.status == 500, "\(path)")
        #expect(!answer.body.contains("/tentacular-"), "\(answer.body)")
      }
    }
  }

  @Test func `names of an import map are those of the version`() throws {
    try withTemporaryFolder { folder in
      let workflow = SampleWorkflow(
        nodes: [
          "a":
            "import { x } from 'lib/in.ts'; import { x as y } from './alias.ts'; export default () => [x, y];"
        ],
        files: [
          "nodes/lib/in.ts": "export const x = 'in';",
          "deno.json": """
          { // names
            "imports": { "lib/": "./nodes/lib/", "./nodes/alias.ts": "./nodes/lib/in.ts" },
            "tasks": 5, "lock": true, "nodeModulesDir": "what", "name": 5,
          }
          """,
        ])
      let file = try workflow.write(to: folder).path
      let outcome = try call(["run", "--workflow", file])
      #expect(outcome.output.contains(#""a":["in","in"]"#), "\(outcome.output)\(outcome.errors)")
    }
  }

  /// Modules of node `a`, which is to return 1, beside `files`, and their deno.json.
  private static let fine = [
    ("import { Context } from 'tentacular'; export default (c: Context) => 1;", "{}"),
    ("import * as t from 'tentacular'; export default () => Object.keys(t).length + 1;", "{}"),
    ("export default async () => { await import('tentacular'); return 1; }", "{}"),
    (
      "import '/nodes/in.ts'; import './in.ts'; export default () => 1;",
      #"{"imports": {"/": "./", "./": "./"}}"#
    ),
    ("import '/nodes/in.ts'; import './in.ts'; export default () => 1;", #"{"imports": {"/": "./"}}"#),
    ("import 'x'; export default () => 1;", #"{"scopes": {"nodes/": {"x": "./nodes/in.ts"}}}"#),
    (
      "import 'x'; export default () => 1;",
      #"{"scopes": {".": {"x": "./nodes/in.ts"}, "./nodes/": {"x": "./nodes/in.ts"}}}"#
    ),
    // Names that stand for paths of the disk.
    (
      "import '/nodes/in.ts'; import './in.ts'; export default () => 1;",
      #"{"scopes": {"./nodes/": {"/": "./"}}}"#
    ),
    ("import './in.ts'; export default () => 1;", #"{"scopes": {"./nodes/a.ts": {"/tmp/": "./nodes/"}}}"#),
    ("import './in.ts'; export default () => 1;", #"{"scopes": {"./nodes/": {"../": "./nodes/"}}}"#),
    ("import './in.ts'; export default () => 1;", #"{"scopes": {"file:///": {"file:///": "./nodes/"}}}"#),
    ("import './in.ts'; export default () => 1;", #"{"scopes": {"file:///": {"./": "./nodes/lib/"}}}"#),
    (
      "import { v } from '../../runtime.js'; export default () => v === 'b' ? 1 : v;",
      #"{"imports": {"../runtime.js": "./nodes/b.ts"}}"#
    ),
    (
      "import './in.ts'; export default () => 1;",
      #"{"imports": {"/.": "./nodes/b.ts", "file://localhost": "./nodes/b.ts", "/\\": null}}"#
    ),
    // What comes first counts, and within it the longest.
    (
      "import { v } from 'x/in.ts'; export default () => v === 'lib' ? 1 : v;",
      #"{"imports": {"x/in.ts": "./nodes/b.ts"}, "scopes": {"./": {"x/": "./nodes/lib/"}}}"#
    ),
    (
      "import { v } from 'x/in.ts'; export default () => v === 'lib' ? 1 : v;",
      #"{"scopes": {"./nodes/": {"x/": "./nodes/lib/"}, "./": {"x/in.ts": "./nodes/b.ts"}}}"#
    ),
    // The nodes are not what their own names stand for.
    ("export default () => 1;", #"{"imports": {"./nodes/a.ts": "./nodes/b.ts"}}"#),
    ("export default () => 1;", #"{"imports": {"./nodes/a.ts": null, "../runtime.js": "./nodes/b.ts"}}"#),
    ("export default () => 1;", #"{"imports": {"../fixtures.js": null}, "scopes": {"../": {"./": null}}}"#),
    // A deno.json is a file like others.
    (
      "import d from '../deno.json' with { type: 'json' }; export default () => d.own;",
      #"{"own": 1, "imports": {"tentacular": "./nodes/b.ts"}}"#
    ),
  ]

  private static let spellings =
    [
      "./", ".", "././", "./nodes/../", "nodes/..", "./?", "./%6eodes/",
    ].map { #"{"scopes": {"\#($0)": {"x": "./nodes/in.ts"}}}"# }
    + [
      "./nodes/%69n.ts", "./nodes/in.ts?y", "./nodes/in.ts#y", #"./nodes\\in.ts"#, #"./no\tdes/in.ts"#,
      "./nodes/%2e%2e/nodes/in.ts", " ./nodes/in.ts ",
    ].map { #"{"imports": {"x": "\#($0)"}}"# }

  @Test(
    arguments: fine
      + spellings.map { ("import { v } from 'x'; export default () => v === 'in' ? 1 : v;", $0) })
  func `what the check takes for fine runs`(module: String, deno: String) throws {
    try withTemporaryFolder { folder in
      var workflow = SampleWorkflow(
        nodes: ["a": "return 1;"],
        files: [
          "nodes/in.ts": "export const v = 'in';", "nodes/lib/in.ts": "export const v = 'lib';",
          "nodes/b.ts": "export const v = 'b'; export default () => 2;", "deno.json": deno,
        ])
      workflow.files["nodes/a.ts"] = module
      let file = try workflow.write(to: folder).path
      let outcome = try call(["run", "--workflow", file])
      #expect(outcome.output.contains(#""a":1"#), "\(outcome.output)\(outcome.errors)")
    }
  }

  @Test func `elements come from the module that a scope names`() throws {
    try withTemporaryFolder { folder in
      let deno = """
        {"compilerOptions": {"jsx": "react-jsx", "jsxImportSource": "p"}, "imports": {"p/": "./nodes/gone/"},
        "scopes": {"./": {"p/": "./nodes/lib/"}}}
        """
      let workflow = SampleWorkflow(
        nodes: ["a": "const { tag } = await import('./b.tsx'); return tag;"],
        files: [
          "nodes/b.tsx": "export const tag = <b/>;",
          "nodes/lib/jsx-runtime": "export const jsx = (t) => t + 1;",
          "deno.json": deno,
        ])
      let outcome = try call(["run", "--workflow", try workflow.write(to: folder).path])
      #expect(outcome.output.contains(#""a":"b1""#), "\(outcome.output)\(outcome.errors)")
    }
  }

  @Test func `a link is refused but in a mounted ConfigMap`() throws {
    try withTemporaryFolder { folder in
      let file = try Self.workflow.write(to: folder.appending(path: "w"))
      try FileManager.default.createSymbolicLink(
        atPath: folder.appending(path: "w/nodes/link.ts").path, withDestinationPath: "../lib/x.ts")
      let outcome = try call(["check", "--workflow", file.path])
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("nodes/link.ts: error: is a symbolic link"), "\(outcome.errors)")
    }
  }

  @Test func `a version that was released under older rules goes on to run`() throws {
    try withTemporaryFolder { folder in
      // Nothing that it asks for is missing while it runs.
      let workflow = SampleWorkflow(
        nodes: ["a": "if (input.never) await import('./missing.ts'); return 1;"],
        files: ["deno.json": #"{"importMap": "./none.json"}"#, "nodes/a.js.map": "{}"])
      let file = try workflow.write(to: folder).path
      let strict = try call(["run", "--workflow", file])
      #expect(
        strict.status == 1 && strict.errors.contains("deno.json:1:2: error: `importMap`"), "\(strict.errors)")
      let wrong = try call(["run", "--workflow", file, "--expect-digest", "sha256:0"])
      #expect(wrong.status == 1)
      let mounted = try SourceReader.read(folder.path, links: .refuse).source.digest
      let released = try call(["run", "--workflow", file, "--expect-digest", mounted])
      #expect(released.status == 0, "\(released.errors)")
      #expect(released.errors.contains("`importMap` names a file that is not part of a version"))
    }
  }

  @Test(arguments: ["nodes/deno.json", "nodes/deno.jsonc"])
  func `names are those of the deno.json at the root`(nested: String) throws {
    try withTemporaryFolder { folder in
      let workflow = SampleWorkflow(
        nodes: ["a": "return (await import('x')).v;"],
        files: [
          "deno.json": #"{"imports": {"x": "./nodes/in.ts"}}"#, nested: #"{"imports": {"x": "./b.ts"}}"#,
          "nodes/in.ts": "export const v = 'in';", "nodes/b.ts": "export const v = 'b';",
        ])
      let file = try workflow.write(to: folder).path
      let strict = try call(["run", "--workflow", file])
      #expect(strict.status == 1 && strict.errors.contains("\(nested): error: Deno uses its `imports`"))
      let released = try SourceReader.read(folder.path, links: .refuse).source.digest
      let outcome = try call(["run", "--workflow", file, "--expect-digest", released])
      #expect(outcome.output.contains(#""a":"in""#), "\(outcome.output)\(outcome.errors)")
      #expect(
        outcome.errors.contains("WARNING \(folder.path)/\(nested): Deno uses its `imports`"),
        "\(outcome.errors)")
    }
  }
}
