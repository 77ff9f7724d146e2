import WorkflowModel
import YAML

/// The hosts that nodes may reach, as a drawing has them.
struct DrawnReach {
  let heading: String
  let nodes: [Drawing.Node]
  /// None where every node may reach all of them: the lines would be all that is seen.
  let links: [Drawing.Link]

  init(from before: NetworkReach?, to after: NetworkReach?) {
    let (old, new) = (Hosts(before), Hosts(after))
    var names: [String] = []
    var pairs: [Pair] = []
    var (seenNames, seenPairs): (Set<ByteKey>, Set<Pair>) = ([], [])
    for hosts in [old, new] {
      names += hosts.order.filter { seenNames.insert(ByteKey($0)).inserted }
      pairs += hosts.pairs.filter { seenPairs.insert($0).inserted }
    }
    nodes = names.map {
      Drawing.Node($0, Drawing.Mark(old.names.contains(ByteKey($0)), new.names.contains(ByteKey($0))))
    }
    let isShared = old.isShared && new.isShared
    heading = isShared ? "every node reaches" : "reached"
    let (oldPairs, newPairs) = (Set(old.pairs), Set(new.pairs))
    links =
      isShared
      ? []
      : pairs.map {
        Drawing.Link(
          from: $0.node.text, to: $0.host.text,
          mark: Drawing.Mark(oldPairs.contains($0), newPairs.contains($0)))
      }
  }

  private struct Pair: Hashable {
    let node: ByteKey
    let host: ByteKey
  }

  private struct Hosts {
    var order: [String] = []
    var names: Set<ByteKey> = []
    var pairs: [Pair] = []
    var isShared = true

    init(_ reach: NetworkReach?) {
      guard let reach else { return }
      let unknown = reach.unknown.map { "→ not known here: \($0.name)" }
      let lists = reach.nodes.map { ($0.name, ($0.targets ?? []).map(Self.name) + unknown) }
      isShared = lists.allSatisfy { $0.1 == lists[0].1 }
      for (node, hosts) in lists {
        for host in hosts {
          if names.insert(ByteKey(host)).inserted { order.append(host) }
          pairs.append(Pair(node: ByteKey(node), host: ByteKey(host)))
        }
      }
    }

    /// No node has such a name.
    private static func name(_ target: NetworkTarget) -> String { "→ \(target.hosts)" }
  }
}
