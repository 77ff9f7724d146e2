import Diagnostics
import YAML

/// Reads what nodes may reach: `capabilities.net` of a node, and `contract.dependencies`.
enum NetworkReader {
  static let expected =
    "expected `host` or `host:port`, like `api.example.com:443`, `*.example.com`, or `*` for every host"

  /// Nil when the node names nothing.
  static func read(capabilities field: Element?, _ findings: inout Findings) -> [NetworkHost]? {
    guard let field, !field.isNull else { return nil }
    if case .sequence = field.content {
      findings.error(
        field.position, "`capabilities` is a list; expected a mapping, like `net: [api.example.com]`")
      return nil
    }
    guard let scope = FieldScope(field, owner: "`capabilities`", known: ["net"], &findings),
      let net = scope.field("net")
    else { return nil }
    guard case .sequence(let items) = net.content else {
      findings.error(net.position, "`net` is \(net.kind); expected a list of hosts, like `[api.example.com]`")
      return nil
    }
    return items.compactMap { item in
      guard let host = host(item) else {
        findings.error(item.position, "this is not a host; \(expected)")
        return nil
      }
      return host
    }
  }

  /// `contract` is an open block: of a dependency, only `host` and `port` are read.
  static func read(contract field: Element?, _ findings: inout Findings) -> [NetworkHost] {
    guard let dependencies = field?.member("dependencies")?.value,
      case .mapping(let members) = dependencies.content
    else { return [] }
    return members.compactMap { read(dependency: $0.value, &findings) }
  }

  private static func read(dependency: Element, _ findings: inout Findings) -> NetworkHost? {
    let port = dependency.member("port")?.value
    var number: Int?
    if let port, !port.isNull {
      findings.warn(ofHazardsIn: port)
      guard case .scalar(let scalar) = port.content, case .integer(let value) = scalar.resolved,
        (1...65_535).contains(value)
      else {
        findings.error(port.position, "`port` has to be a whole number from 1 to 65535")
        return nil
      }
      number = value
    }
    guard let field = dependency.member("host")?.value, !field.isNull else { return nil }
    guard let host = host(field) else {
      findings.error(field.position, "`host` is not a host; \(expected)")
      return nil
    }
    guard let number else { return host }
    guard let exact = NetworkHost("\(host.text):\(number)") else {
      findings.error(field.position, "beside a `port`, `host` has to be one host without a port of its own")
      return nil
    }
    return exact
  }

  private static func host(_ field: Element) -> NetworkHost? {
    guard case .scalar(let scalar) = field.content, case .string(let text) = scalar.resolved else {
      return nil
    }
    return NetworkHost(text)
  }
}
