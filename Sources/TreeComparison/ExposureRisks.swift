import YAML

/// Finds what can be reached from outside the cluster and could not before.
enum ExposureRisks {
  /// Kinds that bring requests into the cluster, or let them pass.
  private static let routes = [
    "Ingress", "HTTPRoute", "GRPCRoute", "TCPRoute", "UDPRoute", "TLSRoute", "Gateway", "ReferenceGrant",
    "Route",
    "VirtualService", "IngressRoute", "HTTPProxy", "Endpoints", "EndpointSlice",
  ]

  static func find(in change: ObjectChange, news: [FieldChange]) -> [Risk] {
    guard let after = change.after else { return [] }
    if change.kind == "Service" { return services(change, after) }
    guard routes.contains(change.kind) else { return [] }
    // Weights only say how much of what comes in goes where.
    let counts = news.contains {
      let fields = $0.path.fields
      return fields.last != "weight" && !fields.starts(with: ["metadata", "labels"])
    }
    return change.action == .added || counts ? [.routed(object: change.id, hosts: hosts(after))] : []
  }

  private static func services(_ change: ObjectChange, _ after: Value) -> [Risk] {
    let before = Grants(change.before.map { openings($0, isOpen: true) } ?? [])
    let isOpen = change.before?["spec"]?["type"] == after["spec"]?["type"]
    return openings(after, isOpen: isOpen).filter { !before.hold($0.subject) }.map { opening in
      let path = opening.path(from: change.before, to: after)
      return .exposed(
        object: change.id, path: path.text, from: change.before?.value(at: path).map(ObjectRisks.text),
        to: after.value(at: path).map(ObjectRisks.text))
    }
  }

  /// The ways by which a Service is reached from outside, or leads there.
  ///
  /// - Parameter isOpen: with whom a load balancer lets in, which is worth a word when there was one already.
  private static func openings(_ service: Value, isOpen: Bool) -> [Grant] {
    let spec = FieldPath().key("spec")
    let type = service["spec"]?["type"]?.text ?? "ClusterIP"
    var openings: [Grant] = []
    if type != "ClusterIP" { openings.append(Grant(["type", type], at: spec.key("type"))) }
    if type == "ExternalName" {
      openings.append(
        Grant(["name", service["spec"]?["externalName"]?.text ?? ""], at: spec.key("externalName")))
    }
    openings += (service["spec"]?["externalIPs"]?.texts ?? []).map {
      Grant(["address", $0], at: spec.key("externalIPs"))
    }
    guard type == "LoadBalancer", isOpen else { return openings }
    let sources = service["spec"]?["loadBalancerSourceRanges"]?.texts ?? []
    let field = spec.key("loadBalancerSourceRanges")
    openings +=
      sources.isEmpty ? [Grant(["source"], at: field)] : sources.map { Grant(["source", $0], at: field) }
    // Whether an address is public is for most clouds a matter of annotations.
    guard case .mapping(let annotations)? = service["metadata"]?["annotations"] else { return openings }
    for (key, value) in annotations where key.contains("load-balancer") {
      openings.append(
        Grant(["annotation", key, value.text ?? ""], at: FieldPath().key("metadata", "annotations", key)))
    }
    return openings
  }

  /// The host names that a route of any kind speaks of.
  private static func hosts(_ route: Value) -> [String] {
    var hosts: [String] = []
    func collect(_ value: Value, _ field: String) {
      switch value {
      case .mapping(let mapping): for (key, member) in mapping { collect(member, key) }
      case .sequence(let items): for item in items { collect(item, field) }
      case .string(let text) where ["host", "hosts", "hostname", "hostnames", "fqdn"].contains(field):
        if !hosts.contains(text) { hosts.append(text) }
      default: break
      }
    }
    if let spec = route["spec"] { collect(spec, "spec") }
    return hosts
  }
}
