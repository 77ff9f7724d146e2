import Bytes
import Glibc

/// IP addresses with a common beginning, as CIDR writes them (RFC 4632; RFC 4291, 2.3): `10.0.0.0/8`. A single address
/// is a range of its own.
package struct IPRange: Hashable, Sendable {
  /// 4 or 16 of them, those behind the prefix 0.
  private let bytes: [UInt8]
  private let prefix: Int

  /// - Parameter text: an address, or an address with the length of a prefix; bits behind the prefix are dropped, as
  ///   Go's `ParseCIDR` and so Kubernetes drops them. Nil for anything else.
  package init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let bytes = Self.bytes(of: String(parts[0])) else { return nil }
    var prefix = bytes.count * 8
    if parts.count == 2 {
      let digits = parts[1]
      guard (1...3).contains(digits.utf8.count), digits.consists(of: .digit),
        digits == "0" || digits.first != "0", let length = Int(digits), length <= prefix
      else { return nil }
      prefix = length
    }
    // IPv4-mapped IPv6 addresses (RFC 4291, 2.5.5.2) mean the IPv4 addresses to every network.
    let length = Self.mapped.count * 8
    if bytes.count == 16, bytes.starts(with: Self.mapped), prefix >= length {
      self.init(Array(bytes.dropFirst(Self.mapped.count)), prefix: prefix - length)
    } else {
      self.init(bytes, prefix: prefix)
    }
  }

  private init(_ bytes: [UInt8], prefix: Int) {
    self.prefix = prefix
    self.bytes = bytes.enumerated().map { position, byte in
      let kept = max(0, min(8, prefix - position * 8))
      return kept == 0 ? 0 : byte & (0xFF << UInt8(8 - kept))
    }
  }

  /// An address has no scope, and no second spelling like `010.0.0.1`.
  private static func bytes(of address: String) -> [UInt8]? {
    guard address.utf8.count <= 45, address.utf8.allSatisfy({ $0 != 0 }) else { return nil }
    var four = in_addr()
    if unsafe inet_pton(AF_INET, address, &four) == 1 {
      return unsafe withUnsafeBytes(of: &four) { unsafe Array($0) }
    }
    var sixteen = in6_addr()
    guard unsafe inet_pton(AF_INET6, address, &sixteen) == 1 else { return nil }
    return unsafe withUnsafeBytes(of: &sixteen) { unsafe Array($0) }
  }

  private static let mapped: [UInt8] = Array(repeating: 0, count: 10) + [0xFF, 0xFF]

  package var isIPv6: Bool { bytes.count == 16 }
  package var isAddress: Bool { prefix == bytes.count * 8 }

  /// Always with the length of the prefix.
  package var text: String { "\(address)/\(prefix)" }

  /// The first address of it.
  package var address: String {
    if !isIPv6 { return bytes.map(String.init).joined(separator: ".") }
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    var copy = bytes
    guard unsafe inet_ntop(AF_INET6, &copy, &text, socklen_t(text.count)) != nil else { return "::" }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Whether every address of the other one is in it.
  package func contains(_ other: IPRange) -> Bool {
    bytes.count == other.bytes.count && prefix <= other.prefix
      && IPRange(other.bytes, prefix: prefix).bytes == bytes
  }

  package func overlaps(_ other: IPRange) -> Bool { contains(other) || other.contains(self) }
}

extension IPRange {
  private static func known(_ texts: String...) -> [IPRange] { texts.compactMap { IPRange($0) } }

  package static let everything = known("0.0.0.0/0", "::/0")
  /// Where clouds answer pods with credentials of their machine: link-local addresses (RFC 3927), and that of Amazon
  /// in IPv6.
  package static let metadata = known("169.254.0.0/16", "fd00:ec2::254/128")
  package static let loopback = known("127.0.0.0/8", "::1/128")
  /// Addresses that no host outside has: private (RFC 1918), carrier-grade (RFC 6598), loopback and link-local addresses
  /// (RFC 3927), and for IPv6 loopback, unique local (RFC 4193) and link-local ones (RFC 4291).
  package static let inside = known(
    "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16",
    "::1/128",
    "fc00::/7", "fe80::/10")
}
