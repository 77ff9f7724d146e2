import Diagnostics

/// What a reader of JSON makes.
protocol JSONTree {
  associatedtype Members

  static var hasPlaces: Bool { get }
  static var noMembers: Members { get }
  /// A number, `true`, `false` or `null`.
  static func word(_ text: String, at place: Position) -> Self
  static func text(_ text: String, at place: Position) -> Self
  static func list(_ items: [Self], at place: Position) -> Self
  static func object(_ members: Members, at place: Position) -> Self
  /// Adds a member, over one of the same name; whether there was none.
  static func add(_ key: String, at place: Position, _ value: Self, to members: inout Members) -> Bool
}

extension Value: JSONTree {
  static var hasPlaces: Bool { false }
  static var noMembers: Mapping { Mapping() }

  static func word(_ text: String, at _: Position) -> Value {
    switch text {
    case "null": .null
    case "true": .bool(true)
    case "false": .bool(false)
    default: Int(text).map(Value.integer) ?? .number(Double(text) ?? .infinity)
    }
  }

  static func text(_ text: String, at _: Position) -> Value { .string(text) }
  static func list(_ items: [Value], at _: Position) -> Value { .sequence(items) }
  static func object(_ members: Mapping, at _: Position) -> Value { .mapping(members) }

  static func add(
    _ key: String, at _: Position, _ value: Value, to members: inout Mapping
  ) -> Bool {
    let count = members.count
    members[key] = value
    return members.count > count
  }
}

extension Element: JSONTree {
  struct Members {
    var all: [Member] = []
    var places: [ByteKey: Int] = [:]
  }

  static var hasPlaces: Bool { true }
  static var noMembers: Members { Members() }

  static func word(_ text: String, at place: Position) -> Element {
    Element(position: place, content: .scalar(Scalar(text: text, isPlain: true, isJSON: true)))
  }

  static func text(_ text: String, at place: Position) -> Element {
    Element(position: place, content: .scalar(Scalar(text: text, isPlain: false, isJSON: true)))
  }

  static func list(_ items: [Element], at place: Position) -> Element {
    Element(position: place, content: .sequence(items))
  }

  static func object(_ members: Members, at place: Position) -> Element {
    Element(position: place, content: .mapping(members.all))
  }

  static func add(
    _ key: String, at place: Position, _ value: Element, to members: inout Members
  ) -> Bool {
    let member = Member(key: key, keyPosition: place, value: value)
    if let known = members.places[ByteKey(key)] {
      members.all[known] = member
      return false
    }
    members.places[ByteKey(key)] = members.all.count
    members.all.append(member)
    return true
  }
}
