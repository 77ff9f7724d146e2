import Settings
import WorkflowModel

/// How traffic is split between the live version and its canary.
package enum CanaryRoute: Hashable, Sendable {
  /// By the numbers of pods behind one Service: both versions share the replicas that there are.
  case split
  /// By the numbers of pods behind one Service: those of the canary come on top, up to a ceiling.
  case surge
  /// As `surge`, without a ceiling and without a Service of the canary's own: what trees have from before there were
  /// these.
  case replicas
  /// By the weights of a Gateway API HTTPRoute.
  case gateway(Gateway)

  /// As the lock names it. A word of its own for each, so that a program that does not know one refuses the lock and
  /// makes no other pods of it.
  package var name: String {
    switch self {
    case .split: "split"
    case .surge: "surge"
    case .replicas: Self.byReplicas
    case .gateway: Self.byGateway
    }
  }

  /// As `--via`, JSON and templates name it.
  package var via: String { countsPods ? Self.byReplicas : Self.byGateway }

  /// Whether the numbers of pods are what splits the traffic.
  package var countsPods: Bool {
    if case .gateway = self { false } else { true }
  }

  /// Whether pods of both tracks stand behind the workflow's Service.
  package func sharesService(at weight: Int) -> Bool { countsPods && weight > 0 }

  /// Whether the canary's pods come on top of the others by a number that follows from the weight.
  package var isSurge: Bool { self == .surge || self == .replicas }

  /// Whether the canary has a Service of its own.
  package var hasService: Bool { self != .replicas }

  private static let byReplicas = "replicas"
  private static let byGateway = "gateway"

  /// Nil for an unknown name, or for a gateway without one.
  package init?(_ name: String, gateway: Gateway?) {
    switch (name, gateway) {
    case ("split", nil): self = .split
    case ("surge", nil): self = .surge
    case (Self.byReplicas, nil): self = .replicas
    case (Self.byGateway, let gateway?): self = .gateway(gateway)
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
