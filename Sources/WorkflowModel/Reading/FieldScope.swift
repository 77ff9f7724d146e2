package import Diagnostics
package import YAML

/// The members of one mapping of the file, with its unknown keys reported.
package struct FieldScope {
  package let position: Position
  private let members: [Member]
  private let owner: String

  /// - Parameter owner: what the mapping is, as in "`owner` has no `key`".
  package init?(_ element: Element, owner: String, known: [String], _ findings: inout Findings) {
    guard case .mapping(let members) = element.content else {
      findings.error(
        element.position, "\(owner) is \(element.kind); expected a mapping with \(Self.list(known))")
      return nil
    }
    position = element.position
    self.members = members
    self.owner = owner
    for member in members where !known.contains(where: { $0.hasSameBytes(as: member.key) }) {
      let hint = findings.hint(for: member.key, in: known).map { "; did you mean `\($0)`?" }
      findings.error(
        member.keyPosition,
        "unknown key `\(member.key)` in \(owner)\(hint ?? "; expected \(Self.list(known))")")
    }
  }

  /// A mapping with some keys that are read and others that are ignored; nil for anything else.
  init?(open element: Element, owner: String) {
    guard case .mapping(let members) = element.content else { return nil }
    (position, self.members, self.owner) = (element.position, members, owner)
  }

  /// A field that is there and not null.
  package func field(_ key: String) -> Element? {
    guard let place = members.place(of: key), !members[place].value.isNull else { return nil }
    return members[place].value
  }

  package func required(_ key: String, _ findings: inout Findings) -> Element? {
    if let field = field(key) { return field }
    let place = members.place(of: key).map { members[$0].keyPosition }
    findings.error(place ?? position, "\(owner) has no `\(key)`; it is required")
    return nil
  }

  /// The text of a scalar, as it was written: `1.10` stays `1.10`.
  package func text(_ key: String, _ findings: inout Findings) -> (text: String, position: Position)? {
    guard let field = field(key), let text = field.text(of: key, expected: "text", &findings) else {
      return nil
    }
    return (text, field.position)
  }

  private static func list(_ keys: [String]) -> String {
    keys.map { "`\($0)`" }.joined(separator: ", ")
  }
}
