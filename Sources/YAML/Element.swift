package import Diagnostics

/// A parsed YAML node that remembers where it stands, before its scalars are given a type.
package struct Element: Sendable {
  package enum Content: Sendable {
    case scalar(Scalar)
    case sequence([Element])
    case mapping([Member])
  }

  package let position: Position
  package let content: Content
  /// Levels below and including this one: 1 for a scalar.
  let height: Int

  package init(position: Position, content: Content) {
    self.position = position
    self.content = content
    height =
      switch content {
      case .scalar: 1
      case .sequence(let items): 1 + (items.lazy.map(\.height).max() ?? 0)
      case .mapping(let members): 1 + (members.lazy.map(\.value.height).max() ?? 0)
      }
  }
}

/// One `key: value` of a mapping element.
package struct Member: Sendable {
  package let key: String
  package let keyPosition: Position
  package let value: Element

  package init(key: String, keyPosition: Position, value: Element) {
    self.key = key
    self.keyPosition = keyPosition
    self.value = value
  }
}

extension [Member] {
  /// The position of the member with this key.
  package func place(of key: String) -> Int? {
    // A copy of each member that is looked at would cost more than the look.
    indices.first { self[$0].key.hasSameBytes(as: key) }
  }
}

extension Element {
  /// What the element is, in the words of an error message.
  package var kind: String {
    switch content {
    case .scalar(let scalar):
      switch scalar.resolved {
      case .null: "nothing"
      case .bool: "a boolean"
      case .integer, .number: "a number"
      default: "text"
      }
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }

  /// The element as a plain value, its scalars resolved by the YAML 1.2 core schema.
  package var value: Value {
    switch content {
    case .scalar(let scalar): return scalar.resolved
    case .sequence(let elements): return .sequence(elements.map(\.value))
    case .mapping(let members):
      var mapping = Mapping()
      mapping.reserveCapacity(members.count)
      for member in members { mapping[member.key] = member.value.value }
      return .mapping(mapping)
    }
  }

  /// The member with this key; nil when there is none or the element is no mapping.
  package func member(_ key: String) -> Member? {
    guard case .mapping(let members) = content, let place = members.place(of: key) else { return nil }
    return members[place]
  }

  package var isNull: Bool {
    if case .scalar(let scalar) = content, case .null = scalar.resolved { true } else { false }
  }
}
