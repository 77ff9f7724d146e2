package import WorkflowModel
package import YAML

/// Secrets by service and key, as the nodes get them.
package struct Secrets: Sendable, Equatable {
  /// Service → key → value.
  package private(set) var services = Mapping()

  /// Of a service whose file or value is a text alone.
  package static let textKey = "value"

  package init() {}

  /// A later source replaces a service as a whole: keys of two accounts never mix.
  mutating func add(_ service: String, _ value: Value) {
    switch value {
    case .mapping: services[service] = value
    case .null: services[service] = nil
    default: services[service] = .mapping([Self.textKey: value])
    }
  }

  /// Those of some names that are not there, in their order, each once. A service as a whole is there with any key.
  package func missing(of names: [SecretName]) -> [SecretName] {
    var seen: Set<SecretName> = []
    return names.filter { name in
      guard seen.insert(name).inserted else { return false }
      guard case .mapping(let keys)? = services[name.service] else { return true }
      guard let key = name.key else { return false }
      return keys[key].map { $0 == .null } ?? true
    }
  }

  /// Those of some services.
  func only(_ names: Set<ByteKey>) -> Secrets {
    var secrets = Secrets()
    for (service, value) in services where names.contains(ByteKey(service)) {
      secrets.services[service] = value
    }
    return secrets
  }

  /// Every text in them.
  package var texts: [String] {
    var texts: [String] = []
    Self.collect(.mapping(services), into: &texts)
    return texts
  }

  private static func collect(_ value: Value, into texts: inout [String]) {
    switch value {
    case .string(let text): texts.append(text)
    case .integer(let number): texts.append(String(number))
    case .number(let number): texts.append(number.description)
    case .sequence(let items): for item in items { collect(item, into: &texts) }
    case .mapping(let mapping): for member in mapping { collect(member.value, into: &texts) }
    case .null, .bool: break
    }
  }
}
