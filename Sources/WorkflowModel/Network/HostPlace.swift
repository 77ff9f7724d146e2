import Bytes

/// Where a host is, as a pod of the workflow sees it; a network policy says each place in another way.
package enum HostPlace: Hashable, Sendable {
  /// Every host, inside and outside.
  case everywhere
  /// The pod itself, and its sidecars.
  case loopback
  case address(IPRange)
  /// A Service; without a namespace one of the workflow's own.
  case service(namespace: String?)
  /// The API server, which is not a pod.
  case apiServer
  case outside
  /// `NAME.NS` where `NS` is known as a top-level domain, and a namespace may have that name too: whoever says
  /// `NAME.NS.svc` is understood.
  case serviceOrOutside(namespace: String)

  private static let clusterSuffix = ".svc.cluster.local"
  private static let serviceSuffix = ".svc"

  /// - Parameter name: a host without its port: a name, perhaps with `*.` before it, or an address.
  package init(_ name: String) {
    let name = name.lowercased()
    if name == NetworkHost.anyHost {
      self = .everywhere
    } else if let address = IPRange(name) {
      self = IPRange.loopback.contains { $0.contains(address) } ? .loopback : .address(address)
    } else if name == "localhost" || name.hasSuffix(".localhost") {
      self = .loopback
    } else {
      self = Self.named(name)
    }
  }

  /// `NAME`, `NAME.NS`, `NAME.NS.svc` and `NAME.NS.svc.cluster.local` are Services, whatever is before them, as
  /// for a single pod of one.
  private static func named(_ name: String) -> HostPlace {
    if let labels = labels(beforeSuffixOf: name) { return service(labels) }
    let labels = name.split(separator: ".", omittingEmptySubsequences: false)
    if labels.first == "*" { return .outside }
    switch labels.count {
    case 1: return .service(namespace: nil)
    case 2 where TopLevelDomains.isEverydays(labels[1]): return .outside
    case 2 where TopLevelDomains.contains(labels[1]): return .serviceOrOutside(namespace: String(labels[1]))
    case 2: return service(labels[...])
    default: return .outside
    }
  }

  /// What settings call the Service that a host is: `NAME`, or `NAME.NS`; nil for what is none.
  static func service(_ host: String) -> String? {
    let host = host.lowercased()
    switch HostPlace(host) {
    case .service, .serviceOrOutside: break
    default: return nil
    }
    return labels(beforeSuffixOf: host)?.joined(separator: ".") ?? host
  }

  /// The name and the namespace before `.svc` or `.svc.cluster.local`; nil without both: `NAME.svc` is a Service of
  /// the namespace `svc`.
  private static func labels(beforeSuffixOf name: String) -> ArraySlice<Substring>? {
    for suffix in [clusterSuffix, serviceSuffix] where name.hasSuffix(suffix) {
      let labels = name.dropLast(suffix.utf8.count).split(separator: ".", omittingEmptySubsequences: false)
      if labels.count > 1 { return labels.suffix(2) }
    }
    return nil
  }

  /// - Parameter labels: a name and a namespace; what cannot name a namespace is none.
  private static func service(_ labels: ArraySlice<Substring>) -> HostPlace {
    guard let name = labels.first, let namespace = labels.last.map(String.init), !name.isEmpty,
      NameRules.isDNSLabel(namespace)
    else { return .outside }
    return name == "kubernetes" && namespace == "default" ? .apiServer : .service(namespace: namespace)
  }
}

/// The names under the root of DNS. `github.com` has the form of a Service and its namespace, and is none.
private enum TopLevelDomains {
  private static let all: Set<Substring> = {
    let text = String(decoding: PackageResources.top_level_domains_txt, as: UTF8.self)
    return Set(text.split(separator: "\n").filter { !$0.hasPrefix("#") })
  }()

  private static let everydays: Set<Substring> = [
    "com", "org", "net", "edu", "gov", "mil", "int", "info", "biz",
  ]

  static func contains(_ label: Substring) -> Bool { all.contains(label) }

  /// Domains that are hardly ever names of namespaces.
  static func isEverydays(_ label: Substring) -> Bool { everydays.contains(label) }
}
