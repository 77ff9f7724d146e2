import YAML

/// The graph of a workflow: in which order nodes can run, or why they cannot.
///
/// Linear in nodes and edges, and without recursion: a chain of 100,000 nodes is only long.
package struct Graph: Sendable {
  /// Sorted by bytes, so that every answer is the same every time.
  private let names: [String]
  private var next: [[Int]]
  private var incoming: [Int]

  /// Edges that name an unknown node are left out: they are the validator's to report.
  package init(nodes: [String], edges: [(from: String, to: String)]) {
    names = nodes.sorted { $0.precedesByBytes($1) }
    next = Array(repeating: [], count: names.count)
    incoming = Array(repeating: 0, count: names.count)
    var index: [ByteKey: Int] = [:]
    for (position, name) in names.enumerated() { index[ByteKey(name)] = position }
    for edge in edges {
      guard let from = index[ByteKey(edge.from)], let to = index[ByteKey(edge.to)] else { continue }
      next[from].append(to)
      incoming[to] += 1
    }
    for position in next.indices { next[position].sort() }
  }

  /// Nodes by the stage they run in, which is the length of the longest path to them; sorted by name in
  /// each stage. Nil when there is a cycle.
  package func stages() -> [[String]]? {
    let (stage, ordered) = order()
    guard ordered == names.count else { return nil }
    var stages: [[String]] = []
    for (position, number) in stage.enumerated() {
      while stages.count <= number { stages.append([]) }
      stages[number].append(names[position])
    }
    return stages
  }

  /// The stage of each node, and how many nodes are on no cycle and behind none.
  private func order() -> (stage: [Int], ordered: Int) {
    var missing = incoming
    var stage = Array(repeating: 0, count: names.count)
    var ready = missing.indices.filter { missing[$0] == 0 }
    var done = 0
    while done < ready.count {
      let node = ready[done]
      done += 1
      for follower in next[node] {
        stage[follower] = max(stage[follower], stage[node] + 1)
        missing[follower] -= 1
        if missing[follower] == 0 { ready.append(follower) }
      }
    }
    return (stage, done)
  }

  /// Cycles that share no node, each from its smallest name on; none when the graph has no cycle.
  package func cycles() -> [[String]] {
    var state = Array(repeating: State.new, count: names.count)
    var cycles: [[Int]] = []
    for start in names.indices where state[start] == .new {
      visit(from: start, &state) { cycles.append(rotated($0)) }
    }
    return cycles.sorted { ($0.first ?? 0) < ($1.first ?? 0) }.map { $0.map { names[$0] } }
  }

  private enum State {
    case new
    case open
    case closed
  }

  private struct Step {
    let node: Int
    var edge = 0
    /// Where on the path the nearest node stands that is in a reported cycle, this one or before; -1 for none.
    var reported: Int
  }

  /// Depth first, with the path on a stack of its own. Reports cycles that share no node.
  private func visit(from start: Int, _ state: inout [State], _ report: ([Int]) -> Void) {
    var path = [Step(node: start, reported: -1)]
    // Where an open node is on the path, so that a cycle is cut out without a search.
    var places = [start: 0]
    state[start] = .open
    while let step = path.last {
      let (node, edge) = (step.node, step.edge)
      guard edge < next[node].count else {
        state[node] = .closed
        path.removeLast()
        places[node] = nil
        continue
      }
      path[path.count - 1].edge += 1
      let follower = next[node][edge]
      if state[follower] == .open, let place = places[follower] {
        if step.reported >= place { continue }
        report(path[place...].map(\.node))
        for position in place..<path.count { path[position].reported = position }
      } else if state[follower] == .new {
        state[follower] = .open
        places[follower] = path.count
        path.append(Step(node: follower, reported: step.reported))
      }
    }
  }

  private func rotated(_ cycle: [Int]) -> [Int] {
    guard let smallest = cycle.min(), let start = cycle.firstIndex(of: smallest) else { return cycle }
    return Array(cycle[start...] + cycle[..<start])
  }
}
