import Settings
import WorkflowModel
import YAML

/// What is at the other end of a connection, as a network policy tells it.
enum NetworkPeer: Hashable, Sendable {
  /// Pods by their labels, all without any; nil for the namespace of the policy itself.
  case pods(namespace: String?, [NetworkPolicySettings.Peer.Label])
  case range(IPRange, except: [IPRange])

  init(_ peer: NetworkPolicySettings.Peer) {
    self = peer.range.map { .range($0, except: []) } ?? .pods(namespace: peer.namespace, peer.pods)
  }

  /// Hosts outside of the cluster, whose addresses nobody knows, and those of inside that hosts outside may have.
  static func outside(_ privateRanges: [IPRange]) -> [NetworkPeer] {
    (IPRange.everything + privateRanges).map { range in
      let isEverything = IPRange.everything.contains(range)
      let kept = isEverything ? IPRange.inside : IPRange.metadata
      return .range(range, except: kept.filter { range.contains($0) })
    }
  }

  /// A range but for where clouds give away credentials; nil when nothing else is in it.
  static func withoutMetadata(_ range: IPRange) -> NetworkPeer? {
    if IPRange.metadata.contains(where: { $0.contains(range) }) { return nil }
    return .range(range, except: IPRange.metadata.filter { range.contains($0) })
  }

  var value: Value {
    switch self {
    case .pods(let namespace, let labels):
      var peer = Mapping()
      peer["namespaceSelector"] = namespace.map { Self.selector([(Self.namespaceLabel, $0)]) }
      if namespace == nil || !labels.isEmpty {
        peer["podSelector"] = labels.isEmpty ? [:] : Self.selector(labels.map { ($0.key, $0.value) })
      }
      return .mapping(peer)
    case .range(let range, let except):
      var block: Mapping = ["cidr": .string(range.text)]
      if !except.isEmpty { block["except"] = .sequence(except.map { .string($0.text) }) }
      return ["ipBlock": .mapping(block)]
    }
  }

  /// Kubernetes gives it to every namespace (since 1.22).
  private static let namespaceLabel = "kubernetes.io/metadata.name"

  private static func selector(_ labels: [(String, String)]) -> Value {
    ["matchLabels": .mapping(Mapping(labels.map { (key: $0.0, value: .string($0.1)) }))]
  }
}

/// Peers and ports that a network policy lets through together.
struct NetworkRule: Hashable, Sendable {
  var peers: [NetworkPeer]
  /// Ascending; empty for every port.
  let ports: [NetworkPort]

  /// - Parameter direction: `from` or `to`.
  func value(_ direction: String) -> Value {
    var rule: Mapping = [direction: .sequence(peers.map(\.value))]
    if !ports.isEmpty {
      rule["ports"] = .sequence(
        ports.map { ["port": .integer($0.number), "protocol": .string($0.transport.rawValue)] })
    }
    return .mapping(rule)
  }
}

/// Gathers rules: each destination once, with all of its ports, and ranges with the same ports together, in an order
/// that does not depend on who named it first.
struct NetworkRuleList {
  private var ports: [Place: Set<NetworkPort>?] = [:]

  /// What rules are sorted by: by kind, then by name or address.
  enum Kind: Int, Comparable {
    case dns, pods, apiServer, addresses, outside

    var isOfRanges: Bool { self == .addresses || self == .apiServer }

    static func < (left: Kind, right: Kind) -> Bool { left.rawValue < right.rawValue }
  }

  private struct Place: Hashable {
    let kind: Kind
    let peers: [NetworkPeer]

    var name: String { JSON.compact(.sequence(peers.map(\.value))) }
  }

  /// - Parameter new: empty for every port.
  mutating func add(_ kind: Kind, _ peers: [NetworkPeer], ports new: [NetworkPort]) {
    if peers.isEmpty { return }
    let place = Place(kind: kind, peers: peers)
    switch ports[place] {
    case .some(nil): return
    case .some(let known?): ports[place] = .some(new.isEmpty ? nil : known.union(new))
    case nil: ports[place] = .some(new.isEmpty ? nil : Set(new))
    }
  }

  var rules: [NetworkRule] {
    let places = ports.map { (kind: $0.key.kind, name: $0.key.name, peers: $0.key.peers, ports: $0.value) }
      .sorted { left, right in
        left.kind == right.kind ? left.name.precedesByBytes(right.name) : left.kind < right.kind
      }
    var rules: [NetworkRule] = []
    var positions: [Together: Int] = [:]
    for place in places {
      let rule = NetworkRule(peers: place.peers, ports: place.ports?.sorted() ?? [])
      let together = Together(kind: place.kind, ports: rule.ports)
      if place.kind.isOfRanges, let position = positions[together] {
        rules[position].peers += rule.peers
      } else {
        positions[together] = rules.count
        rules.append(rule)
      }
    }
    return rules
  }

  /// What ranges have in common that stand in one rule: each by itself would have its ports once more.
  private struct Together: Hashable {
    let kind: Kind
    let ports: [NetworkPort]
  }
}
