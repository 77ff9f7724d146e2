import Settings
import WorkflowModel
import YAML

extension NetworkRuleList {
  mutating func addDNS(_ peers: [NetworkPolicySettings.Peer]) {
    for peer in peers {
      let port = peer.port ?? NetworkPolicySettings.dnsPort
      add(.dns, [NetworkPeer(peer)], ports: [NetworkPort(port, .udp), NetworkPort(port, .tcp)])
    }
  }
}

/// What nodes may reach, as rules for addresses and pods.
struct EgressRules {
  private let settings: NetworkPolicySettings
  private let namespace: String?
  private var list = NetworkRuleList()

  init(_ reach: NetworkReach, _ settings: Settings) {
    (self.settings, namespace) = (settings.networkPolicy, settings.namespace)
    let targets = reach.targets
    // Who is to reach nothing asks nobody for names either.
    if targets.contains(where: Self.isNamed) { list.addDNS(settings.networkPolicy.dns) }
    for target in targets { add(target) }
  }

  var rules: [NetworkRule] { list.rules }

  private static func isNamed(_ target: NetworkTarget) -> Bool {
    switch (target.peer, target.place) {
    case (.range(_, let isByName), _): isByName
    case (_, .loopback?), (_, .address?): false
    default: true
    }
  }

  private mutating func add(_ target: NetworkTarget) {
    switch (target.peer, target.place) {
    case (.range(let range, isByName: true), _):
      list.add(.addresses, [NetworkPeer.withoutMetadata(range)].compactMap(\.self), ports: target.ports)
    case (.range(let range, isByName: false), _), (_, .address(let range)?):
      list.add(.addresses, [.range(range, except: [])], ports: target.ports)
    case (_, .loopback?), (_, nil): break
    case (_, .service(let namespace)?): addPods(of: target, namespace)
    case (_, .serviceOrOutside(let namespace)?):
      addPods(of: target, namespace)
      addOutside(target)
    case (_, .apiServer?):
      for server in settings.apiServer {
        list.add(.apiServer, [.range(server.range, except: [])], ports: [NetworkPort(server.port)])
      }
    case (_, .outside?), (_, .everywhere?): addOutside(target)
    }
  }

  private mutating func addOutside(_ target: NetworkTarget) {
    list.add(.outside, NetworkPeer.outside(settings.privateRanges), ports: target.ports)
  }

  private mutating func addPods(of target: NetworkTarget, _ namespace: String?) {
    let ports = target.ports.map { port in
      NetworkPort(podPort(of: target, port) ?? port.number, port.transport)
    }
    list.add(.pods, [.pods(namespace: namespace, [])], ports: ports)
  }

  /// Nil where nobody says.
  private func podPort(of target: NetworkTarget, _ port: NetworkPort) -> Int? {
    settings.podPort(of: target, port, namespace: namespace)
  }
}

extension NetworkPolicySettings {
  /// The port of the pods behind a Service, which a policy sees in the place of that of the Service.
  ///
  /// - Parameter own: the namespace of the workflow, if it is known.
  func podPort(of target: NetworkTarget, _ port: NetworkPort, namespace own: String?) -> Int? {
    guard let service = target.service else { return nil }
    if let number = podPort(of: service, port.number) { return number }
    guard let own, !service.contains(".") else { return nil }
    return podPort(of: "\(service).\(own)", port.number)
  }
}
