import Diagnostics

/// Collects the members of one mapping: finds duplicate keys and unfolds merge keys.
struct MemberBuilder {
  private var members: [Member] = []
  private var merged: [Member] = []
  private var seen: [ByteKey: Position] = [:]

  mutating func add(
    _ key: Scalar, at position: Position, _ value: Element, _ problems: inout [Problem]
  ) {
    if key.isPlain, key.text == "<<" {
      merge(value, &problems)
      return
    }
    let name = ByteKey(key.text)
    if let first = seen[name] {
      problems.append(
        Problem(
          position: position,
          message: "duplicate key `\(key.text)`, first given on line \(first.line)"))
      return
    }
    seen[name] = position
    members.append(Member(key: key.text, keyPosition: position, value: value))
  }

  /// A merge key takes a mapping or a list of mappings (yaml.org/type/merge.html).
  private mutating func merge(_ value: Element, _ problems: inout [Problem]) {
    switch value.content {
    case .mapping(let members): merged += members
    case .sequence(let elements): for element in elements { mergeOne(element, &problems) }
    case .scalar: mergeOne(value, &problems)
    }
  }

  private mutating func mergeOne(_ element: Element, _ problems: inout [Problem]) {
    guard case .mapping(let members) = element.content else {
      problems.append(
        Problem(
          position: element.position,
          message: "merge key `<<` with \(element.kind); expected a mapping or a list of mappings"))
      return
    }
    merged += members
  }

  /// Members written out win over merged ones, earlier merged ones over later.
  mutating func finish(_ problems: inout [Problem]) -> [Member] {
    for member in merged where seen[ByteKey(member.key)] == nil {
      seen[ByteKey(member.key)] = member.keyPosition
      members.append(member)
    }
    return members
  }
}
