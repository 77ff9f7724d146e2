import WorkflowModel
package import YAML

/// Where the External Secrets Operator takes the secrets of workflows from.
package struct ExternalSecrets: Hashable, Sendable {
  /// In the place of a mapping: all defaults.
  package static let shortForm = "external-secrets"
  package static let member = "externalSecrets"
  package static let kinds = ["SecretStore", "ClusterSecretStore"]

  package static let usualStore = "default"
  package static let usualKind = "ClusterSecretStore"
  /// That of the operator, as it writes it.
  package static let usualInterval = "1h0m0s"
  package static let usualKey = "\(nameMark)-secrets"

  private static let nameMark = "{name}"
  private static let serviceMark = "{service}"

  package let store: String
  package let kind: String
  package let refreshInterval: String
  /// Of a remote secret, with marks for the workflow and the service.
  private let key: String

  /// - Parameter value: checked where it came in; nil when it names none.
  init?(_ value: Value?) {
    let fields: Value
    if value?.text == Self.shortForm {
      fields = [:]
    } else if case .mapping(let mapping)? = value?[Self.member] {
      fields = .mapping(mapping)
    } else {
      return nil
    }
    store = fields["store"]?.text ?? Self.usualStore
    kind = fields["kind"]?.text ?? Self.usualKind
    refreshInterval = fields["refreshInterval"]?.text ?? Self.usualInterval
    key = fields["key"]?.text ?? Self.usualKey
  }

  /// What templates see, for a workflow with these services in its contract; null when there is nothing to fetch.
  ///
  /// - Parameter secret: the name of the Secret.
  package func context(_ workflow: String, secret: String, services: [String]) -> Value {
    let key = Self.replacing(Self.nameMark, in: key, with: workflow)
    let isShared = !key.contains(Self.serviceMark)
    if !isShared, services.isEmpty { return .null }
    return [
      "object": .string(secret),
      "store": ["name": .string(store), "kind": .string(kind)],
      "refreshInterval": .string(refreshInterval),
      "key": isShared ? .string(key) : .null,
      "services": isShared
        ? []
        : .sequence(
          services.map {
            [
              "name": .string($0),
              "key": .string(Self.replacing(Self.serviceMark, in: key, with: $0)),
            ]
          }),
    ]
  }

  /// Whether a service can be no name of a file of the Secret, while each has a remote secret.
  func cannotHold(_ service: String) -> Bool {
    key.contains(Self.serviceMark)
      && (service.hasPrefix(".") || ConfigMapKey.problem(withPath: service) != nil)
  }

  private static func replacing(_ mark: String, in text: String, with value: String) -> String {
    var result = ""
    var rest = text[...]
    while let first = rest.first {
      if rest.hasPrefix(mark) {
        result += value
        rest = rest.dropFirst(mark.count)
      } else {
        result.append(first)
        rest = rest.dropFirst()
      }
    }
    return result
  }
}
