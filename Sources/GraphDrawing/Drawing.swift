package import WorkflowModel
package import YAML

/// What a workflow's graph looks like, before it is drawn in any form.
package struct Drawing: Sendable {
  /// How a node or an edge stands to an earlier state of the graph.
  package enum Mark: String, Sendable, CaseIterable {
    case same
    case added
    case changed
    case removed
  }

  package struct Node: Sendable {
    package let name: String
    package let mark: Mark

    package init(_ name: String, _ mark: Mark = .same) {
      self.name = name
      self.mark = mark
    }
  }

  package struct Link: Sendable {
    package let from: String
    package let to: String
    package let mark: Mark
  }

  /// Nodes by the stage in which they run.
  package let stages: [[Node]]
  package let links: [Link]

  /// The graph of a workflow as it is.
  package init(_ workflow: Workflow) {
    stages = workflow.stages.map { $0.map { Node($0) } }
    links = workflow.edges.map { Link(from: $0.from, to: $0.to, mark: .same) }
  }

  /// Both graphs in one; what is gone stays visible.
  ///
  /// - Parameter changed: names of nodes in both whose code is not the same.
  package init(from before: Workflow?, to after: Workflow?, changed: Set<ByteKey>) {
    let (old, new) = (Names(before), Names(after))
    let both = Workflow.graph(of: [before, after].compactMap(\.self))
    // Edges that were turned round make a cycle of what is none in either; then only the later one is drawn.
    let stages = both.stages() ?? after?.stages ?? []
    self.stages = stages.map { stage in
      stage.map { name in
        let key = ByteKey(name)
        return Node(name, Self.mark(old.nodes.contains(key), new.nodes.contains(key), changed.contains(key)))
      }
    }
    let drawn = Set(stages.flatMap { $0.map(ByteKey.init) })
    links = Workflow.edges(of: [before, after].compactMap(\.self)).filter {
      drawn.contains(ByteKey($0.from)) && drawn.contains(ByteKey($0.to))
    }.map {
      Link(from: $0.from, to: $0.to, mark: Self.mark(old.edges.contains($0), new.edges.contains($0), false))
    }
  }

  private static func mark(_ wasThere: Bool, _ isThere: Bool, _ isChanged: Bool) -> Mark {
    switch (wasThere, isThere) {
    case (false, true): .added
    case (true, false): .removed
    default: isChanged ? .changed : .same
    }
  }

  private struct Names {
    let nodes: Set<ByteKey>
    let edges: Set<Edge>

    init(_ workflow: Workflow?) {
      nodes = Set((workflow?.nodes ?? []).map { ByteKey($0.name) })
      edges = Set(workflow?.edges ?? [])
    }
  }
}

extension Workflow {
  fileprivate static func graph(of workflows: [Workflow]) -> Graph {
    var (names, seen): ([String], Set<ByteKey>) = ([], [])
    for node in workflows.flatMap(\.nodes) where seen.insert(ByteKey(node.name)).inserted {
      names.append(node.name)
    }
    return Graph(nodes: names, edges: edges(of: workflows).map { ($0.from, $0.to) })
  }

  fileprivate static func edges(of workflows: [Workflow]) -> [Edge] {
    var seen: Set<Edge> = []
    return workflows.flatMap(\.edges).filter { seen.insert($0).inserted }
  }
}
