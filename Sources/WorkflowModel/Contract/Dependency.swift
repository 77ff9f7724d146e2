package import Diagnostics
package import YAML

/// A service that nodes use: `ctx.dependency(name)`.
package struct Dependency: Sendable {
  package static let dynamicTarget = "dynamic-target"
  /// Those that begin so stand for a service of the platform, of which the settings say where it is.
  package static let managedPrefix = "tentacular-"

  package let name: String
  /// Of its name in workflow.yaml.
  package let position: Position
  /// All that its author and the environment say of it, by key. What is read here was checked where it came in.
  package let values: Mapping

  package var protocolName: String { values["protocol"]?.text ?? DependencyProtocol.usual }
  package var form: DependencyProtocol { DependencyProtocol(protocolName) }
  /// Whether its hosts are known only at run time.
  package var isDynamic: Bool { values["type"]?.text == Self.dynamicTarget }
  package var isManaged: Bool { name.hasPrefix(Self.managedPrefix) }
  package var isPackage: Bool { !isDynamic && form.isPackage }

  package var host: NetworkHost? { isPackage ? nil : values["host"]?.text.flatMap { NetworkHost($0) } }

  /// Its own, or that of its protocol.
  package var port: Int? {
    if case .integer(let port)? = values["port"] { return port }
    return host?.port ?? form.port
  }

  /// `secret` beside `host`, a second spelling, was put there where it was read.
  package var secret: SecretName? { values["auth"]?["secret"].flatMap(SecretName.init) }
  package var authType: String? { values["auth"]?["type"]?.text }

  /// The addresses of a dynamic target.
  package var range: IPRange? { values["cidr"]?.text.flatMap { IPRange($0) } }
  package var dynamicPorts: [NetworkPort] {
    guard case .sequence(let items)? = values["dynPorts"] else { return [] }
    return items.compactMap { $0.text.flatMap { NetworkPort($0) } }
  }

  /// Where it is; empty for a package, and for what the settings have yet to say.
  package var targets: [NetworkTarget] {
    if isDynamic {
      return range.map { [target(.range($0, isByName: true), dynamicPorts)] } ?? []
    }
    guard let host, let port else { return [] }
    // Whatever the host: Deno takes no port for every host, and a range by name is the same.
    if host.isAny {
      return IPRange.everything.map { target(.range($0, isByName: true), [NetworkPort(port)]) }
    }
    return [target(.host(host.name), [NetworkPort(port)])]
  }

  private func target(_ peer: NetworkTarget.Peer, _ ports: [NetworkPort]) -> NetworkTarget {
    NetworkTarget(peer, ports: ports, origin: .dependency(name), position: position)
  }

  /// The keys that it needs and does not have, or that say nothing.
  package var missing: [String] {
    let required: [String]
    if isDynamic {
      required = ["cidr", "dynPorts"]
    } else if values["protocol"] == nil, values["host"] == nil, secret != nil {
      // The first contracts named secrets so.
      required = []
    } else {
      required = form.required
    }
    return required.filter { key in
      if key == "port", host?.port != nil { return false }
      return values[key] == nil || values[key] == .null || values[key] == .string("")
    }
  }
}
