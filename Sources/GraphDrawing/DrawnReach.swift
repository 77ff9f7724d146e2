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
    var seen: Set<ByteKey> = []
    nodes = (old.order + new.order).filter { seen.insert(ByteKey($0)).inserted }.map {
      Drawing.Node($0, Drawing.Mark(old.names.contains(ByteKey($0)), new.names.contains(ByteKey($0))))
    }
    let isShared = old.isShared && new.isShared
    heading = isShared ? "every node may reach" : "reached"
    links = isShared ? [] : Self.links(old.pairs, new.pairs)
  }

  private static func links(_ old: [Pair], _ new: [Pair]) -> [Drawing.Link] {
    let (oldPairs, newPairs) = (Set(old), Set(new))
    var seen: Set<Pair> = []
    return (old + new).filter { seen.insert($0).inserted }.map {
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
    var isShared = true
    private var lists: [(node: String, hosts: [String])] = []

    init(_ reach: NetworkReach?) {
      guard let reach else { return }
      let unknown = reach.unknown.map { "→ host not known here: \($0.name)" }
      let common = reach.common.map { $0.map(Self.name) + unknown }
      lists = reach.nodes.map { ($0.name, common ?? ($0.targets ?? []).map(Self.name) + unknown) }
      isShared = common != nil || lists.allSatisfy { $0.hosts == lists[0].hosts }
      for host in common ?? lists.flatMap(\.hosts) where names.insert(ByteKey(host)).inserted {
        order.append(host)
      }
    }

    /// Each node with each host.
    var pairs: [Pair] {
      lists.flatMap { node, hosts in hosts.map { Pair(node: ByteKey(node), host: ByteKey($0)) } }
    }

    /// No node has such a name.
    private static func name(_ target: NetworkTarget) -> String { "→ \(target.hosts)" }
  }
}
