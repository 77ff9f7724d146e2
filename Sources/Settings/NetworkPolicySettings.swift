package import WorkflowModel
package import YAML

/// How the network of the pods is closed, as settings say it.
package struct NetworkPolicySettings: Sendable {
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    /// NetworkPolicies of Kubernetes itself (`networking.k8s.io/v1`).
    case kubernetes
    case off
  }

  /// Pods or addresses. Without a namespace the pods are those of the workflow's own.
  package struct Peer: Hashable, Sendable {
    package let namespace: String?
    /// Labels; all pods without any.
    package let pods: [Label]
    /// In the place of pods.
    package let range: IPRange?
    /// Nil where it is not set.
    package let port: Int?

    package struct Label: Hashable, Sendable {
      package let key: String
      package let value: String

      package init(_ key: String, _ value: String) { (self.key, self.value) = (key, value) }
    }

    package init(
      namespace: String? = nil, pods: [Label] = [], range: IPRange? = nil, port: Int? = nil
    ) {
      (self.namespace, self.pods, self.range, self.port) = (namespace, pods, range, port)
    }
  }

  /// An address that the API server answers at.
  package struct Endpoint: Hashable, Sendable {
    package let range: IPRange
    package let port: Int

    /// - Parameter text: `10.0.0.1/32:6443` or `[fd00::1/128]:6443`; nil for anything else.
    package init?(_ text: String) {
      guard let colon = text.lastIndex(of: ":") else { return nil }
      var address = text[..<colon]
      if address.hasPrefix("["), address.hasSuffix("]") {
        address = address.dropFirst().dropLast()
      } else if address.contains(":") {
        return nil
      }
      guard let range = IPRange(String(address)),
        let port = NetworkPort(String(text[text.index(after: colon)...])), port.transport == .tcp,
        !text[colon...].contains("/")
      else { return nil }
      (self.range, self.port) = (range, port.number)
    }
  }

  /// The cluster DNS of most clusters, by the labels of CoreDNS.
  package static let usualDNS = [
    Peer(namespace: "kube-system", pods: [Peer.Label("k8s-app", "kube-dns")])
  ]
  /// The port of DNS by default.
  package static let dnsPort = 53

  /// Nil when the settings leave it to the tree.
  package var kind: Kind?
  package let dns: [Peer]
  package let ingressFrom: [Peer]
  package let apiServer: [Endpoint]
  /// Addresses of inside that hosts outside may have.
  package let privateRanges: [IPRange]
  /// The ports of pods by those of their Service, by `NAME.NS`.
  private let servicePorts: Mapping

  /// - Parameter value: checked where it came in.
  package init(_ value: Value? = nil) {
    kind = value?["kind"]?.text.flatMap { Kind(rawValue: $0) }
    dns = Self.items(value?["dns"]).map { $0.compactMap(Self.peer) } ?? Self.usualDNS
    ingressFrom = (Self.items(value?["ingressFrom"]) ?? []).compactMap(Self.peer)
    apiServer = (Self.items(value?["apiServer"]) ?? []).compactMap { $0.text.flatMap { Endpoint($0) } }
    privateRanges = (Self.items(value?["private"]) ?? []).compactMap { $0.text.flatMap { IPRange($0) } }
    servicePorts = if case .mapping(let ports)? = value?["servicePorts"] { ports } else { Mapping() }
  }

  private static func items(_ value: Value?) -> [Value]? {
    if case .sequence(let items)? = value { items } else { nil }
  }

  private static func peer(_ value: Value) -> Peer? {
    var labels: [Peer.Label] = []
    if case .mapping(let pods)? = value["pods"] {
      labels = pods.compactMap { key, value in value.text.map { Peer.Label(key, $0) } }
    }
    return Peer(
      namespace: value["namespace"]?.text, pods: labels, range: value["cidr"]?.text.flatMap { IPRange($0) },
      port: value["port"].flatMap { if case .integer(let port) = $0 { port } else { nil } })
  }

  /// The port that the pods of a Service listen on; nil where it is not set.
  ///
  /// - Parameter service: its name, with its namespace or without.
  package func podPort(of service: String, _ port: Int) -> Int? {
    if case .integer(let port)? = servicePorts[service]?["\(port)"] { port } else { nil }
  }
}
