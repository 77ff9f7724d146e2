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

  /// From left to right: nodes by the stage in which they run, then the hosts that they may reach.
  package let columns: [Column]
  package let links: [Link]

  package struct Column: Sendable {
    package let heading: String
    package let nodes: [Node]
  }

  /// The graph of a workflow as it is.
  ///
  /// - Parameter filling: what the environment says of dependencies.
  package init(_ workflow: Workflow, filling: Mapping = Mapping()) {
    let reach = workflow.reach(filling: filling)
    let hosts = DrawnReach(from: reach, to: reach)
    columns = Self.columns(workflow.stages.map { $0.map { Node($0) } }, hosts)
    links = workflow.edges.map { Link(from: $0.from, to: $0.to, mark: .same) } + hosts.links
  }

  /// Both graphs in one; what is gone stays visible.
  ///
  /// - Parameters:
  ///   - changed: names of nodes in both whose code is not the same.
  ///   - fillings: what the environment said of dependencies before, and says now.
  package init(
    from before: Workflow?, to after: Workflow?, changed: Set<ByteKey>,
    fillings: (Mapping, Mapping) = (Mapping(), Mapping())
  ) {
    let hosts = DrawnReach(from: before?.reach(filling: fillings.0), to: after?.reach(filling: fillings.1))
    let (old, new) = (Names(before), Names(after))
    let both = Workflow.graph(of: [before, after].compactMap(\.self))
    // Edges that were turned round make a cycle of what is none in either; then only the later one is drawn.
    let stages = both.stages() ?? after?.stages ?? []
    columns = Self.columns(
      stages.map { stage in
        stage.map { name in
          let key = ByteKey(name)
          return Node(name, Mark(old.nodes.contains(key), new.nodes.contains(key), changed.contains(key)))
        }
      }, hosts)
    let drawn = Set(stages.flatMap { $0.map(ByteKey.init) })
    let edges = Workflow.edges(of: [before, after].compactMap(\.self)).filter {
      drawn.contains(ByteKey($0.from)) && drawn.contains(ByteKey($0.to))
    }.map {
      Link(from: $0.from, to: $0.to, mark: Mark(old.edges.contains($0), new.edges.contains($0)))
    }
    links = edges + hosts.links.filter { drawn.contains(ByteKey($0.from)) }
  }

  private static func columns(_ stages: [[Node]], _ hosts: DrawnReach) -> [Column] {
    let stages = stages.enumerated().map { Column(heading: "stage \($0 + 1)", nodes: $1) }
    return hosts.nodes.isEmpty ? stages : stages + [Column(heading: hosts.heading, nodes: hosts.nodes)]
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

extension Drawing.Mark {
  init(_ wasThere: Bool, _ isThere: Bool, _ isChanged: Bool = false) {
    switch (wasThere, isThere) {
    case (false, true): self = .added
    case (true, false): self = .removed
    default: self = isChanged ? .changed : .same
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
