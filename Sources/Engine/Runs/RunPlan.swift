import WorkflowModel
import YAML

/// The graph with numbers in place of names: what runs when, and whose output goes where.
struct RunPlan: Sendable {
  /// In the order of the file.
  let nodes: [WorkflowNode]
  let stages: [[Int]]
  /// For each node, those whose output it gets, sorted by name.
  let sources: [[Int]]
  /// Names, ready to be written.
  let keys: [JSONKey]

  init(_ workflow: Workflow) {
    nodes = workflow.nodes
    var numbers: [ByteKey: Int] = [:]
    for (number, node) in workflow.nodes.enumerated() { numbers[ByteKey(node.name)] = number }
    stages = workflow.stages.map { names in names.compactMap { numbers[ByteKey($0)] } }
    var sources: [[Int]] = Array(repeating: [], count: workflow.nodes.count)
    for edge in workflow.edges {
      guard let from = numbers[ByteKey(edge.from)], let to = numbers[ByteKey(edge.to)] else { continue }
      sources[to].append(from)
    }
    self.sources = sources.map { sources in
      sources.sorted { workflow.nodes[$0].name.utf8.lexicographicallyPrecedes(workflow.nodes[$1].name.utf8) }
    }
    keys = workflow.nodes.map { JSONKey($0.name) }
  }
}
