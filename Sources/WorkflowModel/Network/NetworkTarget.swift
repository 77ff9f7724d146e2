package import Diagnostics

/// Hosts that nodes may reach, with the ports, and who says so.
package struct NetworkTarget: Hashable, Sendable {
  package enum Peer: Hashable, Sendable {
    /// A host by its name or address, as it was written and without a port; `*` is every host.
    case host(String)
    /// Addresses. `isByName`: by any host name, which is known only at run time.
    case range(IPRange, isByName: Bool)
  }

  package enum Origin: Hashable, Sendable {
    case dependency(String)
    /// `contract.networkPolicy.additionalEgress`, with the reason that it gives.
    case additionalEgress(reason: String?)
    case capabilities(node: String)
    case sidecar(String)
  }

  package let peer: Peer
  /// Ascending; empty for every port.
  package let ports: [NetworkPort]
  package let origin: Origin
  /// In workflow.yaml.
  package let position: Position

  package init(_ peer: Peer, ports: [NetworkPort], origin: Origin, position: Position) {
    (self.peer, self.ports) = (peer, Array(Set(ports)).sorted())
    (self.origin, self.position) = (origin, position)
  }

  /// What it lets through: `api.example.com:443`, `10.0.0.0/8:443,8443`, or a host alone for all of its ports.
  package var text: String {
    ports.isEmpty ? withoutPorts : "\(withoutPorts):\(ports.map(\.text).joined(separator: ","))"
  }

  private var withoutPorts: String {
    switch peer {
    case .host(let name): name.contains(":") ? "[\(name)]" : name
    case .range(let range, _): range.isIPv6 ? "[\(range.text)]" : range.text
    }
  }

  /// About how many bytes it has in a list of hosts that have one port each, as Deno is given it.
  var listSize: Int { max(1, ports.count) * (withoutPorts.utf8.count + ":65535,".utf8.count) }

  /// Where its hosts are; nil for a range.
  package var place: HostPlace? {
    if case .host(let name) = peer { HostPlace(name) } else { nil }
  }

  /// The Service that it is, as `NAME` or `NAME.NS`; nil for what is none.
  package var service: String? {
    if case .host(let name) = peer { HostPlace.service(name) } else { nil }
  }

  /// The hosts, for people: `text`, or `any host at 10.0.0.0/8:443` whatever their names.
  package var hosts: String {
    if case .range(_, isByName: true) = peer { "any host at \(text)" } else { text }
  }

  /// With who says so: `api.example.com:443 (dependency github)`.
  package var explanation: String { "\(hosts) (\(origin.text))" }

  /// Whether it allows everything that the other one allows.
  package func covers(_ other: NetworkTarget) -> Bool {
    guard coversPorts(of: other) else { return false }
    switch (peer, other.peer) {
    case (.host(let name), .host(let otherName)):
      return NetworkHost.names(holding: otherName).contains(name.lowercased())
    case (.range(let range, let isByName), .range(let otherRange, let otherIsByName)):
      return range.contains(otherRange) && (isByName || !otherIsByName)
    case (.host(let name), .range): return name == NetworkHost.anyHost
    case (.range(let range, let isByName), .host(let name)):
      if let address = IPRange(name) { return range.contains(address) }
      return isByName && !range.isIPv6 && IPRange.everything.contains(range) && HostPlace(name) == .outside
    }
  }

  func coversPorts(of other: NetworkTarget) -> Bool {
    ports.isEmpty || !other.ports.isEmpty && other.ports.allSatisfy(ports.contains)
  }
}

extension NetworkTarget.Origin {
  /// For people.
  package var text: String {
    switch self {
    case .dependency(let name): "dependency \(name)"
    case .additionalEgress(nil): "additionalEgress"
    case .additionalEgress(let reason?): "additionalEgress: \(reason)"
    case .capabilities(let node): "capabilities of \(node)"
    case .sidecar(let name): "sidecar \(name)"
    }
  }
}
