import YAML

/// A service and one of its keys, or the service as a whole.
struct SecretName: Hashable, Comparable {
  let service: String
  let key: String?

  init(_ service: String, _ key: String?) { (self.service, self.key) = (service, key) }

  /// As a contract names it: `slack.webhook_url`.
  init?(_ value: Value) {
    guard let text = value.text else { return nil }
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard !parts.contains("") else { return nil }
    self.init(parts[0], parts.count == 2 ? parts[1] : nil)
  }

  static func < (left: SecretName, right: SecretName) -> Bool {
    if !left.service.hasSameBytes(as: right.service) { return left.service.precedesByBytes(right.service) }
    return (left.key ?? "").precedesByBytes(right.key ?? "")
  }
}
