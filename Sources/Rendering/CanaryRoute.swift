import Settings
import WorkflowModel

/// How traffic is split between the live version and its canary.
package enum CanaryRoute: Hashable, Sendable {
  /// By the numbers of pods behind one Service.
  case replicas
  /// By the weights of a Gateway API HTTPRoute.
  case gateway(Gateway)

  /// As `--via` and the lock name it.
  package var name: String {
    switch self {
    case .replicas: "replicas"
    case .gateway: "gateway"
    }
  }

  /// Nil for an unknown name, or for a gateway without one.
  package init?(_ name: String, gateway: Gateway?) {
    switch (name, gateway) {
    case ("replicas", nil): self = .replicas
    case ("gateway", let gateway?): self = .gateway(gateway)
    default: return nil
    }
  }
}

/// The Gateway that an HTTPRoute attaches to, and the host that it answers for.
package struct Gateway: Hashable, Sendable {
  package let namespace: String
  package let name: String
  package let hostname: String

  /// - Parameter text: `NAMESPACE/NAME`; nil when it is something else, or the host is no DNS name.
  package init?(_ text: String, hostname: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, parts.allSatisfy(NameRules.isDNSLabel), Self.isHostname(hostname) else {
      return nil
    }
    namespace = parts[0]
    name = parts[1]
    self.hostname = hostname
  }

  /// A DNS name of at most 253 characters, its first label may be `*` (Gateway API, `Hostname`).
  private static func isHostname(_ text: String) -> Bool {
    var labels = text.split(separator: ".", omittingEmptySubsequences: false)[...]
    if labels.first == "*" { labels = labels.dropFirst() }
    return text.utf8.count <= 253 && !labels.isEmpty && labels.allSatisfy { NameRules.isDNSLabel(String($0)) }
  }
}
