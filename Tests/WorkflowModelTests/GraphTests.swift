import TestSupport
import Testing
import WorkflowModel

@Suite struct GraphTests {
  @Test func stagesFollowTheLongestPath() {
    let graph = Graph(
      nodes: ["d", "c", "b", "a", "alone"],
      edges: [("a", "b"), ("b", "d"), ("a", "c"), ("c", "d"), ("a", "d")])
    #expect(graph.stages() == [["a", "alone"], ["b", "c"], ["d"]])
    #expect(graph.cycles().isEmpty)
  }

  @Test func aCycleStartsAtItsSmallestName() {
    let graph = Graph(nodes: ["z", "c", "a", "b"], edges: [("z", "c"), ("c", "a"), ("a", "b"), ("b", "c")])
    #expect(graph.cycles() == [["a", "b", "c"]])
    #expect(graph.stages() == nil)
    #expect(Graph(nodes: ["a"], edges: [("a", "a")]).cycles() == [["a"]])
    let two = Graph(nodes: ["a", "b", "c", "d"], edges: [("d", "c"), ("c", "d"), ("a", "b"), ("b", "a")])
    #expect(two.cycles() == [["a", "b"], ["c", "d"]])
  }

  @Test func unknownNodesAndRepeatedEdgesDoNoHarm() {
    let graph = Graph(nodes: ["a", "b"], edges: [("a", "b"), ("a", "b"), ("a", "x"), ("y", "b")])
    #expect(graph.stages() == [["a"], ["b"]])
  }

  @Test func aLongChainNeedsNoDeepStack() {
    let nodes = (0..<100_000).map { "n\($0)" }
    let edges = (1..<100_000).map { (from: "n\($0 - 1)", to: "n\($0)") }
    #expect(Graph(nodes: nodes, edges: edges).stages()?.count == 100_000)
    #expect(Graph(nodes: nodes, edges: edges + [(from: "n99999", to: "n0")]).cycles().first?.count == 100_000)
  }

  @Test func everyEdgeGoesToALaterStage() {
    var random = SplitMix64.seeded(for: "graphs")
    for _ in 0..<200 {
      let count = Int.random(in: 1...12, using: &random)
      let nodes = (0..<count).map { "n\($0)" }
      var edges: [(from: String, to: String)] = []
      for _ in 0..<Int.random(in: 0...20, using: &random) {
        let (one, two) = (
          Int.random(in: 0..<count, using: &random), Int.random(in: 0..<count, using: &random)
        )
        edges.append((nodes[one], nodes[two]))
      }
      let graph = Graph(nodes: nodes, edges: edges)
      if let cycle = graph.cycles().first {
        #expect(graph.stages() == nil)
        for (from, to) in zip(cycle, cycle.dropFirst() + [cycle[0]]) {
          #expect(edges.contains { $0.from == from && $0.to == to })
        }
      } else {
        let stages = graph.stages() ?? []
        var stage: [String: Int] = [:]
        for (number, names) in stages.enumerated() { for name in names { stage[name] = number } }
        #expect(stage.count == count)
        for edge in edges { #expect((stage[edge.from] ?? 0) < (stage[edge.to] ?? 0)) }
      }
    }
  }

  @Test func suggestionsAreNearAndSteady() {
    let words = ["name", "version", "triggers", "nodes", "edges"]
    #expect(Suggestion.nearest(to: "trigers", in: words) == "triggers")
    #expect(Suggestion.nearest(to: "nodse", in: words) == "nodes")
    #expect(Suggestion.nearest(to: "NAME", in: words) == "name")
    #expect(Suggestion.nearest(to: "x", in: ["a", "b"]) == nil)
    #expect(Suggestion.nearest(to: "entirely", in: words) == nil)
    #expect(Suggestion.nearest(to: "", in: words) == nil)
    #expect(Suggestion.nearest(to: String(repeating: "a", count: 10_000), in: words) == nil)
  }

  @Test(arguments: ["nodes/a.ts", "nodes/lib/http.ts", "nodes/_a/b.ts", "deno.json", "nodes/a_b/c-d.e.ts"])
  func keysCanBeReadBack(path: String) {
    #expect(ConfigMapKey.problem(withPath: path) == nil)
    #expect(ConfigMapKey.path(forKey: ConfigMapKey.key(forPath: path)) == path)
  }

  @Test(arguments: [
    "nodes/a__b.ts", "nodes/a_/b.ts", "nodes/ä.ts", "nodes/a b.ts",
    "nodes/\(String(repeating: "a", count: 250))",
  ])
  func pathsThatCannotBeKeys(path: String) {
    #expect(ConfigMapKey.problem(withPath: path) != nil)
  }
}
