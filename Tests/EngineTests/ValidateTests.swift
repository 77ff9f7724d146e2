import Foundation
import TestSupport
import Testing

@testable import Engine

/// `tntc validate` where the engine and Deno are.
@Suite(.needs(.deno))
struct ValidateTests {
  private func tntc(
    _ arguments: [String], in folder: URL, _ environment: [String: String] = [:]
  ) throws -> (status: Int32, text: String) {
    let outcome = try Tool.tntc.run(
      arguments, in: folder,
      environment: ["TENTACULAR_DENO": Tool.denoPath, "TNTC_NO_LOAD": ""].merging(environment) { $1 })
    return (outcome.status, outcome.errors + String(decoding: outcome.output, as: UTF8.self))
  }

  private static let broken = SampleWorkflow(
    nodes: ["a": "export default async function a() {\n  const x: = 1;\n}\n", "good": "return 1;"],
    extra: "contract: {dependencies: {}}\n")

  @Test(
    "Code that cannot be loaded is an error at its place; --no-load leaves that out, and render does not load"
  )
  func loads() throws {
    try withTemporaryFolder { folder in
      _ = try Self.broken.write(to: folder.appending(path: "w"))
      let (status, text) = try tntc(["validate", "w"], in: folder)
      #expect(status == 1)
      #expect(text.contains("w/nodes/a.ts:2:12: error: node `a` cannot be loaded: "), "\(text)")
      #expect(text.contains("\n    const x: = 1;\n"), "\(text)")
      #expect(text.hasSuffix("1 workflow: 1 error, 0 warnings\n"), "\(text)")
      #expect(try tntc(["validate", "w", "--format", "json"], in: folder).text.contains(#""line": 2"#))
      #expect(
        try tntc(["validate", "w", "--no-load"], in: folder) == (0, "1 workflow: 0 errors, 0 warnings\n"))
      #expect(try tntc(["validate", "w"], in: folder, ["TNTC_NO_LOAD": "1"]).status == 0)
      #expect(try tntc(["render", "w", "--image", "registry.example/engine:1.0"], in: folder).status == 0)
    }
  }

  @Test("A managed dependency needs no host in workflow.yaml, and no secret has to be there")
  func codeAlone() throws {
    try withTemporaryFolder { folder in
      let workflow = SampleWorkflow(
        nodes: ["a": "return (await ctx.dependency('tentacular-m').fetch!('/')).status;"],
        extra: "contract: {dependencies: {tentacular-m: {protocol: https, auth: {secret: m.key}}}}\n")
      _ = try workflow.write(to: folder.appending(path: "w"))
      // Settings say it, which the engine is not given.
      try folder.write(
        Array("defaults: {workflows: {sample: {dependencies: {tentacular-m: {host: m.example}}}}}\n".utf8),
        to: ".tentacular/config.yaml")
      let (status, text) = try tntc(["validate", "w"], in: folder)
      #expect(status == 0 && !text.contains("loaded"), "\(text)")
    }
  }

  @Test("--types finds what is loaded all the same")
  func types() throws {
    try withTemporaryFolder { folder in
      #expect(try tntc(["init", "hello"], in: folder).status == 0)
      let fine = try tntc(["validate", "hello", "--types"], in: folder)
      #expect(fine.status == 0, "\(fine.text)")
      try folder.write(
        Array(
          """
          import type { Context } from "tentacular";
          export default async function greet(ctx: Context, input: { name?: string }) {
            const text: number = `Hello, ${input.name}`;
            return { text, more: ctx.nothing };
          }

          """.utf8), to: "hello/nodes/greet.ts")
      #expect(try tntc(["validate", "hello"], in: folder).status == 0)
      let (status, text) = try tntc(["validate", "hello", "--types"], in: folder)
      #expect(status == 1)
      #expect(
        text.contains(
          "hello/nodes/greet.ts:3:9: error: TS2322: Type 'string' is not assignable to type 'number'.\n"),
        "\(text)")
      #expect(
        text.contains(
          "hello/nodes/greet.ts:4:28: error: TS2339: Property 'nothing' does not exist on type 'Context'.\n"),
        "\(text)")
      #expect(try tntc(["validate", "hello", "--types", "--no-load"], in: folder).status == 64)
    }
  }

  @Test("Without Deno, or without the engine, a line says that nothing was loaded")
  func nothingThere() throws {
    try withTemporaryFolder { folder in
      _ = try Self.broken.write(to: folder.appending(path: "w"))
      let (status, text) = try tntc(["validate", "w"], in: folder, ["TENTACULAR_DENO": "/nonexistent/deno"])
      #expect(status == 0)
      #expect(
        text.hasPrefix(
          "tentacular-engine: notice: no node was loaded, so errors in their code were not checked: "
            + "`/nonexistent/deno`, which TENTACULAR_DENO names, is not a program; `--no-load` turns this off\n"
        ),
        "\(text)")
      let alone = folder.appending(path: "bin/tntc")
      try FileManager.default.createDirectory(
        at: alone.deletingLastPathComponent(), withIntermediateDirectories: true)
      try FileManager.default.copyItem(at: URL(filePath: try Tool.tntc.path), to: alone)
      let outcome = try Tool(at: alone).run(
        ["validate", "w", "--types"], in: folder, environment: ["PATH": "/nonexistent"])
      #expect(outcome.status == 1)
      #expect(
        outcome.errors
          == "tentacular-engine: error: types were not checked: it is neither beside tntc nor on PATH; "
          + "install both in one folder\n")
    }
  }
}

/// `tntc validate` with engines that fail, each a script that stands beside tntc.
struct FailingEngineTests {
  private struct Sample: Sendable {
    let script: String
    let status: Int32
    let errors: String
  }

  private static let later = "; `--no-load` turns this off\n"

  private static let samples = [
    // One workflow ends the engine; the others are loaded.
    Sample(
      script: """
        case "$*" in */a/*) kill -SEGV $$;; esac
        echo '{"findings": [{"severity": "error", "path": "flows/b/nodes/n.ts", "message": "broken"}]}'
        """, status: 1,
      errors:
        "flows/a/workflow.yaml: warning: its nodes were not loaded, so errors in their code were not checked: "
        + "`ENGINE` was ended by signal 11" + later + "flows/b/nodes/n.ts: error: broken\n"),
    Sample(
      script: "echo 'Error: Unknown option --json' >&2; exit 64", status: 0,
      errors: "tentacular-engine: notice: no node was loaded, so errors in their code were not checked: "
        + "`ENGINE` failed: Error: Unknown option --json" + later),
    Sample(
      script: "echo loaded", status: 0,
      errors: "tentacular-engine: notice: no node was loaded, so errors in their code were not checked: "
        + "this tntc cannot read the output of ENGINE; install the same version of both" + later),
    // A place that there is not.
    Sample(
      script: """
        echo '{"findings": [{"severity": "notice", "path": "x", "message": "m", "line": 0, "column": 1, \
        "excerpt": "text", "before": -1}]}'
        """, status: 0, errors: "x: notice: m\nx: notice: m\n"),
  ]

  @Test("What an engine fails at is told, and of which workflow", arguments: samples)
  private func failing(_ sample: Sample) throws {
    try withTemporaryFolder { folder in
      for name in ["a", "b"] {
        let workflow = """
          {name: \(name), version: "1.0", triggers: [{type: manual}], nodes: {n: {path: nodes/n.ts}},
          contract: {dependencies: {}}}

          """
        try folder.write(Array(workflow.utf8), to: "flows/\(name)/workflow.yaml")
        try folder.write(Array("export default () => 1;\n".utf8), to: "flows/\(name)/nodes/n.ts")
      }
      let engine = try folder.write(
        Array("#!/bin/sh\n\(sample.script)\n".utf8), to: "bin/tentacular-engine")
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: engine.path)
      let tntc = folder.appending(path: "bin/tntc")
      try FileManager.default.copyItem(at: URL(filePath: try Tool.tntc.path), to: tntc)
      let outcome = try Tool(at: tntc).run(
        ["validate", "flows"], in: folder, environment: ["TNTC_NO_LOAD": ""])
      let path = engine.resolvingSymlinksInPath().path
      #expect(outcome.errors == sample.errors.replacing("ENGINE", with: path))
      #expect(outcome.status == sample.status)
    }
  }
}

/// What `deno check` prints, taken apart.
struct TypeErrorsTests {
  @Test("Messages of several lines, what explains an error, and what has no place")
  func read() {
    let text = """
      TS2322 [ERROR]: Type '{ a: string; }' is not assignable to type 'T'.
        Types of property 'a' are incompatible.
          Type 'string' is not assignable to type 'number'.
        return x;
        ~~~~~~
          at file:///w/nodes/a.ts:4:3

          The expected type comes from property 'a'
            a: number;
            ^
              at file:///w/nodes/a.ts:1:12

      TS2688 [ERROR]: Cannot find type definition file for 'x'.

      Found 2 errors.

      error: Type checking failed.
      """
    #expect(
      TypeErrors.read(text) == [
        TypeErrors.Item(
          message: "TS2322: Type '{ a: string; }' is not assignable to type 'T'. Types of property 'a' are "
            + "incompatible. Type 'string' is not assignable to type 'number'.",
          place: "file:///w/nodes/a.ts:4:3"),
        TypeErrors.Item(message: "TS2688: Cannot find type definition file for 'x'.", place: nil),
      ])
    #expect(TypeErrors.read("error: Module not found\n").isEmpty)
  }
}
