import Diagnostics

/// Collects the members of one mapping: finds duplicate keys and unfolds merge keys.
struct MemberBuilder {
  private var members: [Member] = []
  private var merged: [Member] = []
  /// Of members, once there are too many to look through.
  private var places: [ByteKey: Position] = [:]

  /// Up to as many, looking through them takes less than hashing.
  private static let scanned = 16

  mutating func add(
    _ key: Scalar, at position: Position, _ value: Element, _ problems: inout [Problem]
  ) {
    if key.isPlain, key.text == "<<" {
      merge(value, &problems)
      return
    }
    if let first = place(of: key.text) {
      problems.append(
        Problem(
          position: position,
          message: "duplicate key `\(key.text)`, first given on line \(first.line)"))
      return
    }
    append(Member(key: key.text, keyPosition: position, value: value))
  }

  private func place(of key: String) -> Position? {
    if members.count > Self.scanned { return places[ByteKey(key)] }
    return members.place(of: key).map { members[$0].keyPosition }
  }

  private mutating func append(_ member: Member) {
    members.append(member)
    if members.count == Self.scanned + 1 {
      for member in members { places[ByteKey(member.key)] = member.keyPosition }
    } else if members.count > Self.scanned {
      places[ByteKey(member.key)] = member.keyPosition
    }
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
    for member in merged where place(of: member.key) == nil { append(member) }
    return members
  }
}
