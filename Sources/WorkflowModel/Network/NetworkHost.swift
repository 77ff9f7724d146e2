import Bytes
import YAML

/// A host that nodes may reach: `host`, `host:port`, `[IPv6]:port`, `*.example.com`, or `*` for every host.
///
/// This is what Deno's `--allow-net` takes, where `*` is the flag without a list.
package struct NetworkHost: Hashable, Sendable {
  package static let anyHost = "*"
  private static let maximumLength = 253

  private static let label = "[A-Za-z0-9_]([-A-Za-z0-9_]{0,61}[A-Za-z0-9_])?"
  private static let portPattern = NetworkPort.numberPattern
  /// A last label that is a number is that of an address; see `isNumber`.
  private static let number = "([0-9]+|0[xX][0-9A-Fa-f]*)(:|$)"
  private static let octet = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
  private static let namePattern =
    "(\\*\\.)?(\(label)\\.)*(?!\(number))\(label)|\(octet)(\\.\(octet)){3}|\\[[0-9A-Fa-f.]*:[0-9A-Fa-f:.]+\\]"

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
  /// Without its port and its brackets, as it was written.
  package let name: String
  /// Nil for every port.
  package let port: Int?

  package var isAny: Bool { name == Self.anyHost }
  /// `*.example.com`.
  package var isPattern: Bool { name.hasPrefix("*.") }

  /// Nil for what is none.
  package init?(_ text: String) {
    self.text = text
    if text == Self.anyHost {
      (name, port) = (text, nil)
      return
    }
    guard let (host, digits) = Self.split(text), Self.isHost(host) else { return nil }
    name = String(host.hasPrefix("[") ? host.dropFirst().dropLast() : host)
    guard let digits else {
      port = nil
      return
    }
    guard let number = NetworkPort.number(digits) else { return nil }
    port = number
  }

  /// Every spelling that holds all of a host: the name in lower case, `*.` before each of its ends, and `*`.
  static func names(holding name: String) -> [String] {
    var rest = name.lowercased()[...]
    var names = [String(rest)]
    while let dot = rest.firstIndex(of: ".") {
      rest = rest[rest.index(after: dot)...]
      names.append("*.\(rest)")
    }
    return names + [anyHost]
  }

  /// As it was written, except for the port.
  var withoutPort: String { port.map { String(text.dropLast(":\($0)".count)) } ?? text }

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

  private static func isHost(_ text: Substring) -> Bool {
    if text.hasPrefix("[") {
      // Without a scope, which inet_pton refuses, and without a prefix.
      let address = String(text.dropFirst().dropLast())
      return address.contains(":") && !address.contains("/") && IPRange(address) != nil
    }
    let name = text.hasPrefix("*.") ? text.dropFirst(2) : text
    guard !name.isEmpty, name.utf8.count <= maximumLength else { return false }
    let labels = name.split(separator: ".", omittingEmptySubsequences: false)
    if let last = labels.last, isNumber(last) { return IPRange(String(text))?.isAddress == true }
    return labels.allSatisfy(isLabel)
  }

  /// Whether a name that ends in this label is an address of IPv4 to every URL, in one of its older spellings like
  /// `127.1` (URL Standard, "ends in a number checker"); Deno knows addresses by their usual form alone.
  private static func isNumber(_ label: Substring) -> Bool {
    if label.lowercased().hasPrefix("0x") { return label.dropFirst(2).consists(of: .hexDigit) }
    return !label.isEmpty && label.consists(of: .digit)
  }

  private static func isLabel(_ label: Substring) -> Bool {
    guard (1...63).contains(label.utf8.count), !label.hasPrefix("-"), !label.hasSuffix("-") else {
      return false
    }
    return label.consists(of: .alphanumeric.union("-_"))
  }
}
