import Diagnostics
import Testing
import WorkflowModel

/// With work for each pair of findings, any of these would take an hour.
@Suite(.timeLimit(.minutes(2)))
struct ManyFindingsTests {
  private static let count = 40_000
  private static let head = "name: w\nversion: 1.0\ntriggers: [{type: manual}]\n"

  private func findings(_ text: String) -> [Finding] {
    let source = WorkflowSource(files: [
      SourceFile(path: "workflow.yaml", bytes: Array((Self.head + text).utf8)),
      SourceFile(path: "nodes/a.ts", bytes: []),
    ])
    return WorkflowReader.read(source, path: "workflow.yaml").findings
  }

  private static func list(upTo end: Int = Self.count, _ item: (Int) -> String) -> String {
    (0..<end).map(item).joined()
  }

  @Test(arguments: ["\n", ""])
  func `unknown keys`(lineBreak: String) {
    let keys = Self.list { "k\($0): 1,\(lineBreak)" }
    let all = findings("nodes: {a: {path: nodes/a.ts,\(lineBreak)\(keys)}}\n")
    #expect(all.count == Self.count)
    // The excerpts together are no larger than a hundred characters each, however long the line is.
    #expect(all.allSatisfy { ($0.excerpt?.text.unicodeScalars.count ?? 0) <= 100 && $0.excerpt != nil })
  }

  @Test func `edges to nodes that are not there`() {
    let nodes = Self.list(upTo: 200) { "  n\($0): {path: nodes/a.ts}\n" }
    let edges = Self.list { "- {from: n1, to: x\($0)}\n" }
    #expect(findings("nodes:\n\(nodes)edges:\n\(edges)").count == Self.count)
  }

  @Test func `many short cycles`() {
    let nodes = Self.list { "  n\($0): {path: nodes/a.ts}\n" }
    let edges = Self.list { "- {from: n\($0), to: n\($0 ^ 1)}\n" }
    #expect(findings("nodes:\n\(nodes)edges:\n\(edges)").count == Self.count / 2)
  }

  @Test func `a long way with a way back from everywhere`() {
    let nodes = Self.list { "  n\($0): {path: nodes/a.ts}\n" }
    let edges = Self.list(upTo: Self.count - 1) {
      "- {from: n\($0), to: n\($0 + 1)}\n- {from: n\($0 + 1), to: n0}\n"
    }
    #expect(findings("nodes:\n\(nodes)edges:\n\(edges)").count == 1)
  }

  @Test(arguments: ["\n", ""])
  func `numbers that JavaScript cannot hold`(lineBreak: String) {
    let items = Self.list { "1122334455667\(100_001 + 2 * $0),\(lineBreak)" }
    let all = findings("nodes: {a: {path: nodes/a.ts}}\nconfig: {ids: [\(items)\n]}\n")
    #expect(all.count == Self.count)
  }

  @Test func `cron triggers without a name`() throws {
    let crons = Self.list { "- {type: cron, schedule: \"\($0 % 60) * * * *\"}\n" }
    let text = "name: w\nversion: 1.0\nnodes: {a: {path: nodes/a.ts}}\ntriggers:\n\(crons)"
    let source = WorkflowSource(files: [
      SourceFile(path: "workflow.yaml", bytes: Array(text.utf8)), SourceFile(path: "nodes/a.ts", bytes: []),
    ])
    let reading = WorkflowReader.read(source, path: "workflow.yaml")
    #expect(reading.workflow != nil && reading.findings.filter { $0.severity == .error } == [])
  }

  @Test func `as many nodes as dependencies`() throws {
    let nodes = Self.list { "  n\($0): {path: nodes/a.ts}\n" }
    let dependencies = Self.list { "    d\($0): {host: d\($0).example.com}\n" }
    let text = Self.head + "nodes:\n\(nodes)contract:\n  dependencies:\n\(dependencies)"
    let source = WorkflowSource(files: [
      SourceFile(path: "workflow.yaml", bytes: Array(text.utf8)), SourceFile(path: "nodes/a.ts", bytes: []),
    ])
    let reach = try #require(WorkflowReader.read(source, path: "workflow.yaml").workflow).reach()
    #expect(reach.nodes.count == Self.count && reach.targets.count == Self.count)
  }

  @Test func `keys that are there twice`() {
    let keys = Self.list { "  k\($0 / 2): 1\n" }
    #expect(findings("nodes: {a: {path: nodes/a.ts}}\nconfig:\n\(keys)").count == Self.count / 2)
  }
}
