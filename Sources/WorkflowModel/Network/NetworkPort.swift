import Bytes
import YAML

/// A port of a transport, `443/TCP` as workflow.yaml writes it.
package struct NetworkPort: Hashable, Sendable, Comparable {
  package enum Transport: String, Hashable, Sendable, CaseIterable {
    case tcp = "TCP"
    case udp = "UDP"
    case sctp = "SCTP"
  }

  package let number: Int
  package let transport: Transport

  package init(_ number: Int, _ transport: Transport = .tcp) {
    (self.number, self.transport) = (number, transport)
  }

  /// A port as digits, for a JSON Schema.
  package static let numberPattern =
    "([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])"

  package static let form = TextForm([
    "pattern": "^[1-9][0-9]{0,4}(/([Tt][Cc][Pp]|[Uu][Dd][Pp]|[Ss][Cc][Tt][Pp]))?$"
  ]) {
    text throws(InvalidText) in
    guard let port = NetworkPort(text) else {
      throw InvalidText(reason: "`\(text)` is not a port; expected one like `443/TCP`")
    }
    return port
  }

  /// `443`, `443/TCP` or `53/udp`; nil for anything else.
  package init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let number = Self.number(parts[0]),
      let transport = parts.count == 2 ? Transport(rawValue: parts[1].uppercased()) : .tcp
    else { return nil }
    self.init(number, transport)
  }

  /// A port as digits alone, without zeros before them.
  static func number(_ digits: Substring) -> Int? {
    guard (1...5).contains(digits.utf8.count), digits.consists(of: .digit), !digits.hasPrefix("0"),
      let number = Int(digits), number <= 65_535
    else { return nil }
    return number
  }

  package var text: String { transport == .tcp ? "\(number)" : "\(number)/\(transport.rawValue)" }

  package static func < (left: NetworkPort, right: NetworkPort) -> Bool {
    (left.number, left.transport.rawValue) < (right.number, right.transport.rawValue)
  }
}
