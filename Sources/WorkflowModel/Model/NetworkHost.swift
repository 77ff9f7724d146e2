import Bytes
import YAML

/// A host that nodes may reach: `host`, `host:port`, `[IPv6]:port`, `*.example.com`, or `*` for every host.
///
/// This is what Deno's `--allow-net` takes, where `*` is the flag without a list.
package struct NetworkHost: Hashable, Sendable {
  package static let anyHost = "*"
  private static let maximumLength = 253

  private static let label = "[A-Za-z0-9_]([-A-Za-z0-9_]{0,61}[A-Za-z0-9_])?"
  private static let portPattern =
    "([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])"
  private static let namePattern = "(\\*\\.)?\(label)(\\.\(label))*|\\[[0-9A-Fa-f.]*:[0-9A-Fa-f:.]+\\]"

  /// The pattern knows nothing of the length of a name, and of the groups of an address.
  package static let form = TextForm(["pattern": .string("^(\\*|(\(namePattern))(:\(portPattern))?)$")]) {
    text throws(InvalidText) in
    guard let host = NetworkHost(text) else {
      throw InvalidText(reason: "`\(text)` is not a host; \(expected)")
    }
    return host
  }

  /// A host that a port can be put behind.
  package static let formWithoutPort = TextForm(["pattern": .string("^(\(namePattern))$")]) {
    text throws(InvalidText) in
    let host = try form.read(text)
    if host.with(port: 1) == nil { throw InvalidText(reason: "`\(text)` is not one host without a port") }
    return host
  }

  static let expected =
    "expected `host` or `host:port`, like `api.example.com:443`, `*.example.com`, or `*` for every host"

  package let text: String

  package var isAny: Bool { text == Self.anyHost }

  /// Nil for what is none.
  package init?(_ text: String) {
    self.text = text
    if text == Self.anyHost { return }
    guard let (host, port) = Self.split(text) else { return nil }
    if let port, !Self.isPort(port) { return nil }
    guard Self.isHost(host) else { return nil }
  }

  /// Nil for every host, for one that has a port, and for a port out of range.
  func with(port: Int) -> NetworkHost? { NetworkHost("\(text):\(port)") }

  private static func split(_ text: String) -> (host: Substring, port: Substring?)? {
    var rest = text[...]
    if text.hasPrefix("[") {
      guard let close = text.firstIndex(of: "]") else { return nil }
      rest = text[text.index(after: close)...]
      if rest.isEmpty { return (text[...close], nil) }
      return rest.hasPrefix(":") ? (text[...close], rest.dropFirst()) : nil
    }
    guard let colon = rest.firstIndex(of: ":") else { return (rest, nil) }
    return (rest[..<colon], rest[rest.index(after: colon)...])
  }

  private static func isPort(_ text: Substring) -> Bool {
    guard let port = Int(text), text.consists(of: .digit), !text.hasPrefix("0") else {
      return false
    }
    return port <= 65_535
  }

  private static func isHost(_ text: Substring) -> Bool {
    if text.hasPrefix("[") { return isAddress(text.dropFirst().dropLast()) }
    let name = text.hasPrefix("*.") ? text.dropFirst(2) : text
    guard !name.isEmpty, name.utf8.count <= maximumLength else { return false }
    return name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy(isLabel)
  }

  private static func isLabel(_ label: Substring) -> Bool {
    guard (1...63).contains(label.utf8.count), !label.hasPrefix("-"), !label.hasSuffix("-") else {
      return false
    }
    return label.consists(of: .alphanumeric.union("-_"))
  }

  /// An IPv6 address (RFC 4291, 2.2).
  private static func isAddress(_ text: Substring) -> Bool {
    let halves = text.split(separator: "::", omittingEmptySubsequences: false)
    guard halves.count <= 2 else { return false }
    var count = 0
    for (position, half) in halves.enumerated() where !half.isEmpty {
      let groups = half.split(separator: ":", omittingEmptySubsequences: false)
      for (place, group) in groups.enumerated() {
        let isLast = position == halves.count - 1 && place == groups.count - 1
        if isLast, group.contains(".") {
          guard isIPv4(group) else { return false }
          count += 2
        } else {
          guard (1...4).contains(group.utf8.count), group.consists(of: .hexDigit) else { return false }
          count += 1
        }
      }
    }
    return halves.count == 2 ? count < 8 : count == 8
  }

  private static func isIPv4(_ text: Substring) -> Bool {
    let octets = text.split(separator: ".", omittingEmptySubsequences: false)
    return octets.count == 4
      && octets.allSatisfy { octet in
        octet.consists(of: .digit) && (octet == "0" || !octet.hasPrefix("0"))
          && UInt8(octet) != nil
      }
  }
}

/// What a node may reach.
package enum NetworkAccess: Hashable, Sendable {
  /// Nobody said anything: everything is open.
  case unrestricted
  case hosts([NetworkHost])

  package var hosts: [NetworkHost] {
    switch self {
    case .unrestricted: []
    case .hosts(let hosts): hosts
    }
  }
}

extension Workflow {
  /// A node's `capabilities.net` when any node names some, else `contract.dependencies`, else everything.
  package func networkAccess(of node: WorkflowNode) -> NetworkAccess {
    if nodes.contains(where: { $0.network != nil }) { return .hosts(node.network ?? []) }
    if !dependencies.isEmpty { return .hosts(dependencies) }
    return .unrestricted
  }
}
