import YAML

/// Finds what can be reached from outside the cluster and could not before.
enum ExposureRisks {
  /// Kinds that bring requests into the cluster, or let them pass.
  static let routes = [
    "Ingress", "HTTPRoute", "GRPCRoute", "TCPRoute", "UDPRoute", "TLSRoute", "Gateway", "ReferenceGrant",
    "Route", "VirtualService", "ServiceEntry", "IngressRoute", "IngressRouteTCP", "IngressRouteUDP",
    "HTTPProxy",
    "TargetGroupBinding", "Endpoints", "EndpointSlice",
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
    let wasOpen = change.before.map { !openings($0, isOpen: true).isEmpty } ?? false
    let isOpen = wasOpen && change.before.map(type) == type(after)
    let opened = openings(after, isOpen: isOpen).filter { !before.hold($0.subject) }
    var paths = opened.map { $0.path(from: change.before, to: after) }
    if isOpen, let old = change.before { paths += limits(old).filter { after.value(at: $0) == nil } }
    return paths.map { path in
      .exposed(
        object: change.id, path: path.text, from: change.before?.value(at: path).map(ObjectRisks.text),
        to: after.value(at: path).map(ObjectRisks.text))
    }
  }

  private static func type(_ service: Value) -> String { service["spec"]?["type"]?.text ?? "ClusterIP" }

  /// What may have kept a load balancer inside: most clouds and controllers say it by an annotation of their own.
  private static func limits(_ service: Value) -> [FieldPath] {
    guard type(service) == "LoadBalancer" else { return [] }
    let root = FieldPath()
    return annotations(service).map { root.key("metadata", "annotations", $0.key) }
      + (service["spec"]?["loadBalancerClass"] == nil ? [] : [root.key("spec", "loadBalancerClass")])
  }

  /// Annotations that tell nothing to whoever makes a load balancer.
  private static let harmless = [
    "tentacular.dev/", "kubectl.kubernetes.io/", "app.kubernetes.io/", "argocd.argoproj.io/",
    "kustomize.toolkit.fluxcd.io/", "meta.helm.sh/", "prometheus.io/",
  ]
  /// Annotations by which a Service of any type is reached from elsewhere.
  private static let exposing = ["external-dns.", "tailscale.com/", "load-balancer", "loadbalancer"]

  private static func annotations(_ service: Value) -> [(key: String, value: String)] {
    guard case .mapping(let annotations)? = service["metadata"]?["annotations"] else { return [] }
    let isBalanced = type(service) == "LoadBalancer"
    return annotations.filter { key, _ in
      isBalanced
        ? key.utf8.contains(UInt8(ascii: "/")) && !harmless.contains { key.hasPrefix($0) }
        : exposing.contains { key.contains($0) }
    }.map { ($0.key, $0.value.text ?? "") }
  }

  /// The ways by which a Service is reached from outside, or leads there.
  ///
  /// - Parameter isOpen: with what it lets in, which is worth a word when it was open already.
  private static func openings(_ service: Value, isOpen: Bool) -> [Grant] {
    let spec = FieldPath().key("spec")
    let type = type(service)
    var openings: [Grant] = []
    if type != "ClusterIP" { openings.append(Grant(["type", type], at: spec.key("type"))) }
    if type == "ExternalName" {
      openings.append(
        Grant(["name", service["spec"]?["externalName"]?.text ?? ""], at: spec.key("externalName")))
    }
    openings += (service["spec"]?["externalIPs"]?.texts ?? []).map {
      Grant(["address", $0], at: spec.key("externalIPs"))
    }
    // Of a load balancer that is new its type says all.
    if type == "LoadBalancer", !isOpen { return openings }
    openings += annotations(service).map { key, value in
      Grant(["annotation", key, value], at: FieldPath().key("metadata", "annotations", key))
    }
    if isOpen, !openings.isEmpty { openings += ports(service) }
    guard type == "LoadBalancer" else { return openings }
    let sources = service["spec"]?["loadBalancerSourceRanges"]?.texts ?? []
    let field = spec.key("loadBalancerSourceRanges")
    openings +=
      sources.isEmpty ? [Grant(["source"], at: field)] : sources.map { Grant(["source", $0], at: field) }
    if let name = service["spec"]?["loadBalancerClass"]?.text {
      openings.append(Grant(["class", name], at: spec.key("loadBalancerClass")))
    }
    return openings
  }

  private static func ports(_ service: Value) -> [Grant] {
    let list = FieldPath().key("spec", "ports")
    return FieldList(service["spec"]?["ports"], "ports").mappings.map { step, port in
      let number = port["port"].map(ObjectRisks.text) ?? ""
      let place = list.appending(step)
      return Grant(
        [
          "port", number, port["protocol"]?.text ?? "TCP", port["targetPort"].map(ObjectRisks.text) ?? number,
        ],
        at: place.key("port"), place.key("targetPort"), place.key("protocol"), place)
    }
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
