package import YAML

/// A service and one of its keys, or the service as a whole.
package struct SecretName: Hashable, Comparable, Sendable {
  package let service: String
  package let key: String?

  package init(_ service: String, _ key: String?) { (self.service, self.key) = (service, key) }

  /// As a contract names it: `slack.webhook_url`.
  package init?(_ value: Value) {
    guard let text = value.text else { return nil }
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard !parts.contains("") else { return nil }
    self.init(parts[0], parts.count == 2 ? parts[1] : nil)
  }

  /// As a contract names it.
  package var text: String { key.map { "\(service).\($0)" } ?? service }

  // By bytes, as sources of secrets and JavaScript tell names apart.

  package static func == (left: SecretName, right: SecretName) -> Bool {
    left.service.hasSameBytes(as: right.service) && left.key.map(ByteKey.init) == right.key.map(ByteKey.init)
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(ByteKey(service))
    hasher.combine(key.map(ByteKey.init))
  }

  package static func < (left: SecretName, right: SecretName) -> Bool {
    if !left.service.hasSameBytes(as: right.service) { return left.service.precedesByBytes(right.service) }
    return (left.key ?? "").precedesByBytes(right.key ?? "")
  }
}

extension Workflow {
  /// The services whose secrets `contract.dependencies` names, sorted.
  ///
  /// - Parameter filling: what an environment says of dependencies, by their names.
  package func secretServices(filling: Mapping) -> [String] {
    let services = (contract?.filled(with: filling).dependencies ?? []).compactMap { $0.secret?.service }
    return Set(services.map(ByteKey.init)).map(\.text).sorted { $0.precedesByBytes($1) }
  }
}
