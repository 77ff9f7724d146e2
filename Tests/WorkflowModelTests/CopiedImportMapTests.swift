import Diagnostics
import Foundation
import TestSupport
import Testing
import YAML

@testable import WorkflowModel

/// Deno goes by the map that is written for a copy as the check goes by deno.json.
@Suite(.needs(.deno))
struct CopiedImportMapTests {
  private static let modules = [
    "nodes/a.ts", "nodes/b.ts", "nodes/lib/a.ts", "nodes/lib/b.ts", "nodes/lib/deep/a.ts",
  ]
  private static let specifiers = [
    "x", "x/a.ts", "x/b.ts", "x/lib/a.ts", "./a.ts", "./b.ts", "./lib/a.ts", "./lib/deep/a.ts", "../a.ts",
    "../lib/b.ts", "/a.ts", "/nodes/a.ts", "/nodes/lib/b.ts", "../../b.ts", "../../lib/a.ts", "node:path",
  ]
  private static let names = [
    "x", "x/", "x/lib/", "x/a.ts", "x/b.ts", "./", "./nodes/", "./nodes/a.ts", "./nodes/../nodes/b.ts",
    "./nodes/lib/", "./nodes/%6cib/a.ts", "/", "/nodes/", "/nodes/a.ts", "../", "../b.ts", "node:path", "",
    "/.", "/nodes/..", "/%2e", "/\\", "//", "//localhost", "file:", "file://", "file://localhost", "file:///",
  ]
  private static let addresses = [
    "./nodes/", "./nodes/lib/", "./nodes/../nodes/", "./", "./nodes/b.ts", "./nodes/lib/a.ts",
    "./nodes/%62.ts", "./nodes/b.ts?q", "./nodes/b.ts#q", "./nodes\\b.ts", "./no\tdes/a.ts",
    "./nodes/%2e%2e/nodes/lib/b.ts", "../out/", "/nodes/", "node:fs", "node:fs/", "nodes", "./nodes/a.ts#/",
  ]
  private static let prefixes = [
    "./", ".", "././", "./nodes/../", "nodes/..", "./?", "./nodes/", "nodes/", "./%6eodes/", "./nodes/lib/",
    "./nodes/a.ts", "/", "../", "file:///", "",
  ]

  @Test(arguments: 0..<60 as Range<UInt64>)
  func `names lead where the check says`(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let text = JSON.pretty(Self.denoFile(&generator))
    let source = WorkflowSource(
      files: [SourceFile(path: "deno.json", bytes: Array(text.utf8))]
        + Self.modules.map { SourceFile(path: $0, bytes: Array(Self.module.utf8)) })
    var findings: [Finding] = []
    let file = DenoFile.read(source, path: "deno.json", &findings)
    let loaded = try Self.load(source, file)
    let map = ImportMap(file)
    for (number, module) in Self.modules.enumerated() {
      for (place, specifier) in Self.specifiers.enumerated() {
        let expected: String
        switch map.resolve(specifier, from: module) {
        case .address(.version(let path), _) where source[path] != nil: expected = path
        case .address(.url(_, "node:fs"), _), .address(.url(_, "node:path"), _): expected = "built in"
        default: continue
        }
        let found = loaded[number][place]
        #expect(
          found == expected, "`\(specifier)` of \(module)\n\(text)")
      }
    }
  }

  private static let module = "export const here = import.meta.url; export const load = (s) => import(s);\n"

  private static func denoFile(_ generator: inout SplitMix64) -> Value {
    var result: Mapping = ["imports": .mapping(imports(&generator, 0...6))]
    var scopes = Mapping()
    for _ in 0..<Int.random(in: 0...3, using: &generator) {
      scopes[prefixes.randomElement(using: &generator) ?? ""] = .mapping(imports(&generator, 1...4))
    }
    result["scopes"] = .mapping(scopes)
    return .mapping(result)
  }

  private static func imports(_ generator: inout SplitMix64, _ count: ClosedRange<Int>) -> Mapping {
    var result = Mapping()
    for _ in 0..<Int.random(in: count, using: &generator) {
      let isNull = Int.random(in: 0..<12, using: &generator) == 0
      let address = addresses.randomElement(using: &generator) ?? ""
      result[names.randomElement(using: &generator) ?? ""] = isNull ? .null : .string(address)
    }
    return result
  }

  /// What Deno loads for each specifier in each module, by its path.
  private static func load(_ source: WorkflowSource, _ file: DenoFile) throws -> [[String]] {
    try withTemporaryFolder { folder in
      for file in source.files { try folder.write(file.bytes, to: "copy/\(file.path)") }
      let root = "file://\(folder.path)/"
      let map = CopiedImportMap(file, of: source, root: root + "copy/") { $0 }
      var scopes = map.scopes
      scopes[root + "run.js"] = .mapping([root: .string(root)])
      let text = JSON.pretty(.mapping(["imports": .mapping(map.imports), "scopes": .mapping(scopes)]))
      try folder.write(Array(text.utf8), to: "map.json")
      let runner = """
        const [modules, specifiers] = JSON.parse(Deno.args[0]);
        const root = new URL("copy/", import.meta.url).href;
        const results = [];
        for (const path of modules) {
          const module = await import(root + path);
          results.push(await Promise.all(specifiers.map((specifier) => module.load(specifier).then(
            ({ here }) => here?.startsWith(root) ? here.slice(root.length) : here ?? "built in",
            (error) => String(error)))));
        }
        console.log(JSON.stringify(results));
        """
      try folder.write(Array(runner.utf8), to: "run.js")
      let arguments = try JSONSerialization.data(withJSONObject: [modules, specifiers])
      let outcome = try Tool.deno.run([
        "run", "--quiet", "--no-prompt", "--no-lock", "--no-config", "--no-remote", "--no-npm",
        "--allow-read",
        "--import-map", folder.appending(path: "map.json").path, folder.appending(path: "run.js").path,
        String(decoding: arguments, as: UTF8.self),
      ])
      try #require(outcome.status == 0, "\(outcome.errors)")
      return try JSONSerialization.jsonObject(with: Data(outcome.output)) as? [[String]] ?? []
    }
  }
}
