import Diagnostics
import Foundation
import TestSupport
import Testing
import WorkflowModel

/// With work for each pair of findings or names, any of these would take minutes.
struct ModuleTimeTests {
  private static let workflow =
    "name: w\nversion: 1.0\ntriggers: [{type: manual}]\nnodes: {n: {path: nodes/n.ts}, m: {path: nodes/m.ts}}\n"
  private static let node = "export default () => 1;\n"

  private func findings(_ files: [String: String]) throws -> [Finding] {
    try withTemporaryFolder { folder in
      let all = ["workflow.yaml": Self.workflow, "nodes/n.ts": Self.node, "nodes/m.ts": Self.node]
        .merging(files) { $1 }
      for (path, text) in all { try folder.write(Array(text.utf8), to: path) }
      let start = ContinuousClock.now
      let findings = try VersionReading.read(folder.path).findings
      #expect(ContinuousClock.now - start < .seconds(30))
      return findings
    }
  }

  private func list(_ count: Int, _ item: (Int) -> String) -> String { (0..<count).map(item).joined() }

  @Test func `imports of what is not there`() throws {
    let findings = try findings([
      "nodes/h.ts": "export const h = 1;\n",
      "nodes/n.ts": list(20_000) { "import './m\($0).ts';\n" } + Self.node,
      "nodes/m.ts": list(3000) { "import { a\($0) } from './h.ts'; a\($0)();\n" } + Self.node,
    ])
    #expect(findings.count == 23_000)
    #expect(findings.last { $0.path.hasSuffix("n.ts") }?.position?.line == 20_000)
    #expect(findings.last { $0.path.hasSuffix("m.ts") }?.position == Position(line: 3000, column: 10))
  }

  @Test func `imports of types as values`() throws {
    let findings = try findings([
      "nodes/h.ts": list(8000) { "export type T\($0) = 1;\n" }
        + "export type V = 1; export const [V] = [1];\n",
      "nodes/n.ts": "import { V, " + list(8000) { "T\($0), " } + "} from './h.ts';\n" + "const v = V;\n"
        + list(8000) { "const v\($0) = T\($0);\n" } + Self.node,
    ])
    #expect(findings.count == 8000)
    #expect(findings.allSatisfy { $0.path.hasSuffix("n.ts") && $0.position?.line == 1 })
  }

  @Test(arguments: ["\n", ""])
  func `entries of deno.json that are no text`(lineBreak: String) throws {
    let entries = list(24_000) { "\"a\($0)\": 5,\(lineBreak)" }
    let findings = try findings(["deno.json": "{\"imports\": {\(lineBreak)\(entries)}}"])
    #expect(findings.count == 24_000)
    #expect(findings.last?.position?.line == (lineBreak.isEmpty ? 1 : 24_001))
    #expect(findings.allSatisfy { ($0.excerpt?.text.unicodeScalars.count ?? 0) <= 100 && $0.excerpt != nil })
  }

  @Test func `entries of deno.json without an address`() throws {
    let entries = list(12_000) { "\"a\($0)\": \"b\",\n" }
    let scopes = list(100) { scope in
      "\"./nodes/\(scope)/\": {" + list(120) { "\"a\($0)\": \"./nodes/x.ts\",\n" } + "},\n"
    }
    let findings = try findings(["deno.json": "{\"imports\": {\n\(entries)}, \"scopes\": {\(scopes)}}"])
    #expect(findings.count == 24_000)
    #expect(findings.first?.position == Position(line: 2, column: 7))
    #expect(findings.allSatisfy { $0.excerpt != nil })
  }

  @Test func `entries of deno.json that are all imported`() throws {
    let entries = list(15_000) { "\"a\($0)\": \"./nodes/m.ts\",\n" }
    let findings = try findings([
      "deno.json": "{\"imports\": {\n\(entries)}}",
      "nodes/n.ts": list(15_000) { "import 'a\($0)';\n" } + "import 'b';\n" + Self.node,
    ])
    #expect(findings.map(\.position?.line) == [15_001])
  }

  /// The longest name wins, at whatever length it ends.
  @Test func `names that stand for folders, of many lengths`() throws {
    let name = String(repeating: "a/", count: 300)
    let entries = (1...300).map { "\"\(name.prefix(2 * $0))\": \"./nodes/\($0)/\",\n" }.joined()
    let findings = try findings([
      "deno.json": "{\"imports\": {\n\(entries)}}",
      "nodes/300/x.ts": "", "nodes/7/b.ts": "", "nodes/1/x.ts": "",
      "nodes/n.ts": list(1000) { _ in "import '\(name)x.ts';\n" } + "import '\(name.prefix(14))b.ts';\n"
        + "import 'a/x.ts'; import 'b/x.ts';\n" + Self.node,
    ])
    #expect(
      findings.filter { $0.path.hasSuffix("n.ts") }.map(\.position) == [Position(line: 1002, column: 25)])
  }
}
