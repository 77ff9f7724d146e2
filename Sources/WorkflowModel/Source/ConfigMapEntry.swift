package import Diagnostics
package import YAML

/// One key of a ConfigMap, with its value as bytes.
package struct ConfigMapEntry: Sendable {
  /// The two members of a ConfigMap that hold something.
  package enum Member: String, Sendable, CaseIterable {
    /// Texts.
    case data
    /// Bytes as Base64.
    case binaryData
  }

  package let member: Member
  package let key: String
  /// Of the key.
  package let position: Position
  /// Nil when the value is not text, or no Base64 in `binaryData`.
  package let bytes: [UInt8]?

  /// The path that the key stands for, relative to the workflow directory.
  package let path: String

  /// Whether an object has a member that can hold entries.
  package static func isContent(of object: Element) -> Bool {
    Member.allCases.contains { member in
      if case .mapping? = object.member(member.rawValue)?.value.content { true } else { false }
    }
  }

  /// The entries of `data`, then those of `binaryData`. A member that is not a mapping holds none.
  ///
  /// - Parameter path: of a key.
  package static func all(
    of object: Element, path: (String) -> String = ConfigMapKey.path(forKey:)
  ) -> [ConfigMapEntry] {
    Member.allCases.flatMap { member -> [ConfigMapEntry] in
      guard case .mapping(let entries)? = object.member(member.rawValue)?.value.content else { return [] }
      return entries.map { ConfigMapEntry($0, of: member, path: path($0.key)) }
    }
  }

  private init(_ entry: YAML.Member, of member: Member, path: String) {
    (self.member, key, self.path, position) = (member, entry.key, path, entry.keyPosition)
    let text: String? =
      if case .scalar(let scalar) = entry.value.content { scalar.resolved.text } else { nil }
    switch member {
    case .data: bytes = text.map { Array($0.utf8) }
    case .binaryData: bytes = text.flatMap(Base64.decode)
    }
  }
}
