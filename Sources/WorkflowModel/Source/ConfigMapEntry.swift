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
  /// Nil when the value is no text, or no Base64 in `binaryData`.
  package let bytes: [UInt8]?

  /// The path that the key stands for, relative to the workflow directory.
  package var path: String { ConfigMapKey.path(forKey: key) }

  /// The entries of `data`, then those of `binaryData`. A member that is no mapping holds none.
  package static func all(of object: Element) -> [ConfigMapEntry] {
    Member.allCases.flatMap { member -> [ConfigMapEntry] in
      guard case .mapping(let entries)? = object.member(member.rawValue)?.value.content else { return [] }
      return entries.map { ConfigMapEntry($0, of: member) }
    }
  }

  private init(_ entry: YAML.Member, of member: Member) {
    (self.member, key, position) = (member, entry.key, entry.keyPosition)
    let text: String? =
      if case .scalar(let scalar) = entry.value.content { scalar.resolved.text } else { nil }
    switch member {
    case .data: bytes = text.map { Array($0.utf8) }
    case .binaryData: bytes = text.flatMap(Base64.decode)
    }
  }
}
