import Diagnostics
import GraphDrawing
import TestSupport
import Testing
import WorkflowModel
import YAML

struct DrawingTests {
  @Test func `what came, changed and went is marked, and all of it is drawn`() throws {
    let before = try workflow(["a", "b", "c"], [("a", "b"), ("b", "c")])
    let after = try workflow(["a", "b", "d"], [("a", "b"), ("a", "d")])
    let drawing = Drawing(from: before, to: after, changed: [ByteKey("b")])
    #expect(drawing.columns.map { $0.nodes.map(\.name) } == [["a"], ["b", "d"], ["c"]])
    let marks = Dictionary(uniqueKeysWithValues: drawing.columns.flatMap(\.nodes).map { ($0.name, $0.mark) })
    #expect(marks == ["a": .same, "b": .changed, "c": .removed, "d": .added])
    let links = Dictionary(uniqueKeysWithValues: drawing.links.map { ("\($0.from)\($0.to)", $0.mark) })
    #expect(links == ["ab": .same, "bc": .removed, "ad": .added])
    #expect(
      MermaidDrawing.text(drawing) == """
        flowchart LR
          subgraph stage1["stage 1"]
            n0["a"]
          end
          subgraph stage2["stage 2"]
            n1["~ b"]:::changed
            n2["+ d"]:::added
          end
          subgraph stage3["stage 3"]
            n3["− c"]:::removed
          end
          n0 --> n1
          n1 -.-> n3
          n0 --> n2
          classDef added stroke:#1a7f37,stroke-width:3px
          classDef changed stroke:#9a6700,stroke-width:3px
          classDef removed stroke:#d1242f,stroke-width:2px,stroke-dasharray:5 4

        """)
  }

  @Test func `hosts are drawn beside what reaches them`() throws {
    let shared = try workflow(["a", "b"], [("a", "b")], contract: ["x": ["host": "x.example.com"]])
    let drawing = Drawing(shared)
    #expect(drawing.columns.map(\.heading) == ["stage 1", "stage 2", "every node may reach"])
    #expect(drawing.columns[2].nodes.map(\.name) == ["→ x.example.com:443"])
    #expect(drawing.links.count == 1)
    let other = try workflow(
      ["a", "b"], [("a", "b")], contract: ["y": ["host": "y.example.com"]], net: ["b": "z.example.com:80"])
    let change = Drawing(from: shared, to: other, changed: [])
    #expect(change.columns[2].heading == "reached")
    #expect(change.columns[2].nodes.map(\.name) == ["→ x.example.com:443", "→ z.example.com:80"])
    #expect(change.columns[2].nodes.map(\.mark) == [.removed, .added])
    #expect(
      change.links.map { "\($0.from)\($0.to) \($0.mark)" } == [
        "ab same", "a→ x.example.com:443 removed", "b→ x.example.com:443 removed",
        "b→ z.example.com:80 added",
      ])
  }

  /// Both graphs together have a cycle, and the later one is drawn alone.
  @Test func `edges that were turned round are drawn as they are now`() throws {
    let before = try workflow(["a", "b"], [("a", "b")])
    let after = try workflow(["a", "b"], [("b", "a")])
    let drawing = Drawing(from: before, to: after, changed: [])
    #expect(drawing.columns.map { $0.nodes.map(\.name) } == [["b"], ["a"]])
  }

  @Test(.needs(.python)) func `a drawing is well-formed XML, whatever nodes are called`() throws {
    var generator = SplitMix64.seeded(for: "drawings")
    for _ in 0..<fuzzRounds(otherwise: 5) {
      // YAML cannot hold NEL.
      let names = (0..<6).map { number in
        "n\(number)" + HostileChange.text(&generator).filter { $0 != "\u{85}" }
      }
      let file = SVGDrawing.file(
        Drawing(try workflow(names, [(names[0], names[1]), (names[1], names[5])])),
        title: HostileChange.text(&generator))
      let script =
        "import sys, xml.dom.minidom as m; print(len(m.parse(sys.stdin.buffer).getElementsByTagName('rect')))"
      let outcome = try Tool.python.run(["-c", script], input: Array(file.utf8))
      #expect(String(decoding: outcome.output, as: UTF8.self) == "6\n", "\(outcome.errors)\n\(file)")
    }
  }

  private func workflow(
    _ nodes: [String], _ edges: [(String, String)], contract: Mapping? = nil, net: [String: String] = [:]
  ) throws -> Workflow {
    var entries = Mapping()
    for node in nodes {
      let hosts = net[node].map { ["net": [.string($0)]] } ?? Value.null
      entries[node] = ["path": "nodes/a.ts", "capabilities": hosts]
    }
    let document: Value = [
      "contract": contract.map { ["dependencies": .mapping($0)] } ?? .null,
      "name": "flow", "version": "1.0", "triggers": [["type": "manual"]], "nodes": .mapping(entries),
      "edges": .sequence(edges.map { ["from": .string($0.0), "to": .string($0.1)] }),
    ]
    let source = WorkflowSource(files: [
      SourceFile(path: "workflow.yaml", bytes: try Emitter.emit([document])),
      SourceFile(path: "nodes/a.ts", bytes: []),
    ])
    return try #require(WorkflowReader.read(source, path: "workflow.yaml").workflow)
  }
}
