package import Diagnostics
package import YAML

/// Where the nodes of a workflow may connect to, and who says so: the one value of which Deno's flags, network
/// policies, warnings and reviews are made.
package struct NetworkReach: Sendable {
  /// What one node may reach.
  package struct Node: Sendable {
    package let name: String
    /// Nil for every host, as no list of hosts exists.
    package let targets: [NetworkTarget]?
  }

  /// In the order of the file.
  package let nodes: [Node]
  /// What every node may reach, where none has a list of its own; nil where one has, and for every host.
  package let common: [NetworkTarget]?
  /// Dependencies that nodes may reach once their hosts are known.
  package let unknown: [Dependency]
  /// Whether there is a contract, which decides for all that it names.
  package let hasContract: Bool

  /// Whether nothing limits the hosts of some node.
  package var isOpen: Bool { nodes.contains { $0.targets == nil } }

  /// What any of them may reach, each host of each origin once, in the order of the nodes.
  package var targets: [NetworkTarget] {
    var seen: Set<NetworkTarget> = []
    return (common ?? nodes.flatMap { $0.targets ?? [] }).filter { seen.insert($0).inserted }
  }

  /// Worth knowing before anything runs.
  ///
  /// - Parameter path: of workflow.yaml.
  package func findings(path: String) -> [Finding] {
    guard isOpen else { return [] }
    return [
      Finding(
        .warning, path: path,
        message:
          "nodes may reach every host, as the workflow has no contract; list their hosts in "
          + "`contract.dependencies`, or write `contract: {dependencies: {}}` for none",
        rule: .contract)
    ]
  }

  package subscript(node: String) -> Node? { nodes.first { $0.name.hasSameBytes(as: node) } }
}

extension Workflow {
  /// - Parameter filling: what an environment says of dependencies, by their names.
  package func reach(filling: Mapping = Mapping()) -> NetworkReach {
    let contract = contract?.filled(with: filling)
    let hasLists = nodes.contains { $0.network != nil }
    let beside = sidecars.flatMap(\.targets)
    // One list for all, which they share as long as nobody changes it.
    let common = hasLists ? nil : contract.map { $0.targets + beside }
    return NetworkReach(
      nodes: nodes.map { node in
        guard hasLists else { return NetworkReach.Node(name: node.name, targets: common) }
        let own = (node.network ?? []).map {
          NetworkTarget(
            .host($0.name), ports: $0.port.map { [NetworkPort($0)] } ?? [],
            origin: .capabilities(node: node.name),
            position: node.position)
        }
        return NetworkReach.Node(name: node.name, targets: own + beside)
      },
      common: common,
      unknown: hasLists ? [] : (contract?.incomplete ?? []).filter(\.targets.isEmpty),
      hasContract: contract != nil)
  }
}
