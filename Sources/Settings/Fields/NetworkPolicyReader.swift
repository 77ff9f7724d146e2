import Diagnostics
import WorkflowModel
import YAML

/// Reads `networkPolicy:`, a kind or a mapping; the kind alone is read as a mapping, so that the layers add up.
enum NetworkPolicyReader {
  private typealias Kind = NetworkPolicySettings.Kind

  private enum Keys {
    static let all = ["kind", "dns", "ingressFrom", "apiServer", "private", "servicePorts"]
    static let peer = ["namespace", "pods", "cidr"]
  }

  private static let kinds = Kind.allCases.map { "`\($0.rawValue)`" }.joined(separator: " or ")
  private static let ports = 1...65_535

  /// - Returns: a mapping, with null for what takes back what a wider block gives.
  static func read(_ element: Element, _ findings: inout Findings) -> Value? {
    guard case .mapping(let members) = element.content else {
      return kind(element, also: ", or a mapping", &findings).map { ["kind": $0] }
    }
    // An unknown key is reported here.
    _ = FieldScope(element, owner: "`networkPolicy`", known: Keys.all, &findings)
    var values = Mapping()
    for member in members {
      values[member.key] = member.value.isNull ? .null : value(member, &findings)
    }
    return .mapping(values)
  }

  private static func value(_ member: Member, _ findings: inout Findings) -> Value? {
    switch member.key {
    case "kind": kind(member.value, also: "", &findings)
    case "dns":
      list(member, "peers, like `- {namespace: kube-system}`", &findings) { peer($0, hasPort: true, &$1) }
    case "ingressFrom":
      list(member, "peers, like `- {namespace: istio-system}`", &findings) { peer($0, hasPort: false, &$1) }
    case "apiServer": list(member, "addresses, like `- 10.0.0.1/32:6443`", &findings, read: endpoint)
    case "private": list(member, "ranges of addresses, like `- 10.20.0.0/16`", &findings, read: privateRange)
    case "servicePorts": servicePorts(member.value, &findings)
    default: nil
    }
  }

  private static func kind(_ element: Element, also others: String, _ findings: inout Findings) -> Value? {
    // Unquoted `off` is text to YAML 1.2, and a boolean to readers of YAML 1.1, which never see this file.
    if case .scalar(let scalar) = element.content, let kind = Kind(rawValue: scalar.text) {
      return .string(kind.rawValue)
    }
    findings.error(
      element.position, "expected \(kinds)\(others), not \(SettingsReader.shown(element))")
    return nil
  }

  private static func list(
    _ member: Member, _ expected: String, _ findings: inout Findings,
    read: (Element, inout Findings) -> Value?
  ) -> Value? {
    guard case .sequence(let items) = member.value.content else {
      findings.error(
        member.value.position, "`\(member.key)` is \(member.value.kind); expected a list of \(expected)")
      return nil
    }
    var values: [Value] = []
    for item in items { if let value = read(item, &findings) { values.append(value) } }
    return .sequence(values)
  }

  // MARK: Peers

  private static func peer(_ element: Element, hasPort: Bool, _ findings: inout Findings) -> Value? {
    let known = Keys.peer + (hasPort ? ["port"] : [])
    guard let scope = FieldScope(element, owner: "a peer", known: known, &findings) else { return nil }
    var values = Mapping()
    if let (text, position) = scope.text("namespace", &findings) {
      if !NameRules.isDNSLabel(text) {
        findings.error(
          position,
          "expected the name of a namespace, at most 63 lower-case letters, digits and dashes (RFC 1123), not `\(text)`"
        )
      }
      values["namespace"] = .string(text)
    }
    if let pods = scope.field("pods") { values["pods"] = LabelReader.labels(pods, &findings) }
    if let field = scope.field("cidr") { values["cidr"] = range(field, &findings) }
    if hasPort, let field = scope.field("port") { values["port"] = port(field, "port", &findings) }
    let hasPods = scope.field("namespace") != nil || scope.field("pods") != nil
    if hasPods == (scope.field("cidr") != nil) {
      findings.error(
        element.position,
        hasPods
          ? "a peer selects pods or addresses, not both; remove `cidr`, or `namespace` and `pods`"
          : "a peer needs `namespace`, `pods`, or both, or `cidr`")
    }
    return .mapping(values)
  }

  private static func range(_ element: Element, _ findings: inout Findings) -> Value? {
    guard case .scalar(let scalar) = element.content else {
      findings.error(element.position, "expected a range of addresses like `10.0.0.0/8`, not \(element.kind)")
      return nil
    }
    do throws(InvalidText) {
      return .string(try IPRange.form.read(scalar.text).text)
    } catch {
      findings.error(element.position, error.reason)
      return nil
    }
  }

  private static func endpoint(_ element: Element, _ findings: inout Findings) -> Value? {
    guard case .scalar(let scalar) = element.content, NetworkPolicySettings.Endpoint(scalar.text) != nil
    else {
      findings.error(
        element.position,
        "expected an address of the API server and its port, like `10.0.0.1/32:6443`, not \(SettingsReader.shown(element))"
      )
      return nil
    }
    return .string(scalar.text)
  }

  private static func privateRange(_ element: Element, _ findings: inout Findings) -> Value? {
    guard let value = range(element, &findings), let range = value.text.flatMap({ IPRange($0) }) else {
      return nil
    }
    let isInside = IPRange.inside.contains { $0.contains(range) }
    if !isInside || (IPRange.metadata + IPRange.loopback).contains(where: { $0.contains(range) }) {
      findings.error(
        element.position,
        "`\(range.text)` is not a private range; expected one inside of `10.0.0.0/8`, "
          + "`172.16.0.0/12`, `192.168.0.0/16`, `100.64.0.0/10` or `fc00::/7`")
    }
    return value
  }

  // MARK: Ports

  private static func servicePorts(_ element: Element, _ findings: inout Findings) -> Value? {
    guard case .mapping(let members) = element.content else {
      findings.error(
        element.position,
        "`servicePorts` is \(element.kind); expected a mapping, like `postgres.db: {80: 8080}`")
      return nil
    }
    var services = Mapping()
    for member in members {
      let labels = member.key.split(separator: ".", omittingEmptySubsequences: false)
      if labels.count > 2 || !labels.allSatisfy({ NameRules.isDNSLabel(String($0)) }) {
        findings.error(
          member.keyPosition,
          "`\(member.key)` is not a Service; expected `NAME.NAMESPACE`, or `NAME` for a Service in the workflow's namespace"
        )
      }
      services[member.key] = member.value.isNull ? .null : podPorts(member, &findings)
    }
    return .mapping(services)
  }

  private static func podPorts(_ service: Member, _ findings: inout Findings) -> Value? {
    guard case .mapping(let members) = service.value.content else {
      findings.error(
        service.value.position,
        "`\(service.key)` is \(service.value.kind); expected ports of the Service with the ports of its pods, like "
          + "`{80: 8080}`")
      return nil
    }
    var mapping = Mapping()
    for member in members {
      if NetworkPort(member.key).map({ "\($0.number)" == member.key }) != true {
        findings.error(
          member.keyPosition, "`\(member.key)` is not a port; expected a whole number from 1 to 65535")
      }
      mapping[member.key] = member.value.isNull ? .null : port(member.value, member.key, &findings)
    }
    return .mapping(mapping)
  }

  private static func port(_ element: Element, _ key: String, _ findings: inout Findings) -> Value? {
    findings.warn(ofHazardsIn: element)
    if case .integer(let port) = element.value, ports.contains(port) { return .integer(port) }
    findings.error(
      element.position,
      "`\(key)` has to be a whole number from 1 to 65535, not \(SettingsReader.shown(element))")
    return nil
  }
}
