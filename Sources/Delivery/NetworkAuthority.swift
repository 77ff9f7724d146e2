import Bytes

/// `host` or `host:port` of an address: a name, an address of IPv4, or one of IPv6 in brackets (RFC 3986, 3.2.2).
package struct NetworkAuthority: Hashable, Sendable {
  package enum Invalid: Error, Hashable, Sendable {
    case host(String)
    case port

    package var reason: String {
      switch self {
      case .host(let host): "`\(host)` is not a host"
      case .port: "the port is not a number from 1 to 65535"
      }
    }
  }

  package let host: String
  package let port: Int?

  package init(_ text: String) throws(Invalid) {
    let (host, port) = try Self.split(text)
    guard host.hasPrefix("[") ? Self.isIPv6(host.dropFirst().dropLast()) : Self.isName(host) else {
      throw .host(String(host))
    }
    self.host = String(host)
    self.port = try port.map(Self.number)
  }

  private static func split(_ text: String) throws(Invalid) -> (Substring, Substring?) {
    var end = text.firstIndex(of: ":") ?? text.endIndex
    if text.hasPrefix("[") {
      guard let close = text.firstIndex(of: "]") else { throw .host(text) }
      end = text.index(after: close)
    }
    if end == text.endIndex { return (text[...], nil) }
    guard text[end] == ":" else { throw .host(text) }
    return (text[..<end], text[text.index(after: end)...])
  }

  private static func number(_ text: Substring) throws(Invalid) -> Int {
    guard text.utf8.count <= 5, text.consists(of: .digit), let port = Int(text),
      (1...65_535).contains(port)
    else { throw .port }
    return port
  }

  /// Labels of letters, digits, dashes and underscores; a name of numbers alone is an address of IPv4. A point at the
  /// end says that the name is whole (RFC 1034, 3.1).
  private static func isName(_ whole: Substring) -> Bool {
    let text = whole.hasSuffix(".") ? whole.dropLast() : whole
    let labels = text.split(separator: ".", omittingEmptySubsequences: false)
    if labels.allSatisfy({ !$0.isEmpty && $0.consists(of: .digit) }) {
      return isIPv4(whole)
    }
    return text.utf8.count <= 253
      && labels.allSatisfy { label in
        (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
          && label.consists(of: .alphanumeric.union("-_"))
      }
  }

  private static func isIPv4(_ text: Substring) -> Bool {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4
      && parts.allSatisfy { part in
        (1...3).contains(part.utf8.count) && part.consists(of: .digit)
          && (part == "0" || part.first != "0") && Int(part).map { $0 < 256 } == true
      }
  }

  /// Eight groups of hexadecimal digits, `::` for a run of zeros, the last two perhaps as IPv4 (RFC 4291, 2.2).
  private static func isIPv6(_ text: Substring) -> Bool {
    guard let gap = text.firstRange(of: "::") else { return groups(text, mayEndInIPv4: true) == 8 }
    let (left, right) = (text[..<gap.lowerBound], text[gap.upperBound...])
    guard let before = left.isEmpty ? 0 : groups(left, mayEndInIPv4: false),
      let after = right.isEmpty ? 0 : groups(right, mayEndInIPv4: true)
    else { return false }
    return before + after < 8
  }

  /// How many groups of 16 bits they are; nil for what is none.
  private static func groups(_ text: Substring, mayEndInIPv4: Bool) -> Int? {
    var parts = text.split(separator: ":", omittingEmptySubsequences: false)
    var count = 0
    if mayEndInIPv4, let last = parts.last, last.contains(".") {
      guard isIPv4(last) else { return nil }
      parts.removeLast()
      count = 2
    }
    let areGroups = parts.allSatisfy { (1...4).contains($0.utf8.count) && $0.consists(of: .hexDigit) }
    return areGroups ? count + parts.count : nil
  }
}
