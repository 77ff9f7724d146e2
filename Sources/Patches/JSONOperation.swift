package import YAML

/// An operation of a JSON patch (RFC 6902).
package struct JSONOperation: Sendable, Equatable {
  package enum Action: Sendable, Equatable {
    case add(Value)
    case remove
    case replace(Value)
    case move(from: JSONPointer)
    case copy(from: JSONPointer)
    case test(Value)
  }

  package let action: Action
  package let pointer: JSONPointer
  /// Where it is in the patch.
  package let place: PatchPath

  /// Does it to a value.
  ///
  /// As the library of kustomize: a negative index counts from the end, and a place that is missing is `null` to
  /// `test`.
  ///
  /// - Parameter copied: by the operations before.
  func apply(to value: inout Value, _ copied: inout CopiedBytes) throws(PatchFailure) {
    switch action {
    case .add(let new): try add(new, to: &value, &copied)
    case .remove: _ = try value.change(Change(.remove, pointer, place + "path"))
    case .replace(let new):
      if let problem = copied.add(new, to: pointer) { throw PatchFailure(place, problem) }
      _ = try value.change(Change(.replace(new), pointer, place + "path"))
    case .move(let from):
      let moved = try value.change(Change(.remove, from, place + "from"))
      try add(moved ?? .null, to: &value, &copied)
    case .copy(let from):
      let found = try value.found(Change(.look, from, place + "from"))
      try add(found, to: &value, &copied)
    case .test(let expected): try test(expected, value)
    }
  }

  private func add(_ new: Value, to value: inout Value, _ copied: inout CopiedBytes) throws(PatchFailure) {
    if let problem = copied.add(new, to: pointer) { throw PatchFailure(place, problem) }
    _ = try value.change(Change(.add(new), pointer, place + "path"))
  }

  private func test(_ expected: Value, _ value: Value) throws(PatchFailure) {
    var value = value
    let found = try value.change(Change(.test, pointer, place + "path"))
    guard (found ?? .null) == expected else {
      throw PatchFailure(
        place + "value",
        .testFailed(expected: JSON.compact(expected), found: found.map { JSON.compact($0) }))
    }
  }
}

/// What is done at the end of a pointer.
struct Change {
  enum Act {
    case add(Value)
    case remove
    case replace(Value)
    /// To copy.
    case look
    /// To compare; a member that is missing is no failure.
    case test
  }

  let act: Act
  let pointer: JSONPointer
  let place: PatchPath

  init(_ act: Act, _ pointer: JSONPointer, _ place: PatchPath) {
    (self.act, self.pointer, self.place) = (act, pointer, place)
  }

  func failure(_ fact: PatchFailure.Fact) -> PatchFailure { PatchFailure(place, fact) }
  func isLast(_ depth: Int) -> Bool { depth == pointer.tokens.count - 1 }
  /// The pointer down to a depth, that included.
  func text(_ depth: Int) -> String { JSONPointer(Array(pointer.tokens.prefix(depth + 1))).text }
}

extension Value {
  /// Does a change.
  ///
  /// - Returns: what was there before; nil when there was nothing.
  mutating func change(_ change: Change, depth: Int = 0) throws(PatchFailure) -> Value? {
    switch self {
    case .mapping(var members):
      self = .null
      defer { self = .mapping(members) }
      return try members.change(change, depth: depth)
    case .sequence(var items):
      self = .null
      defer { self = .sequence(items) }
      return try items.change(change, depth: depth)
    default:
      throw change.failure(.notContainer(change.text(depth - 1), found: noun))
    }
  }

  fileprivate func found(_ change: Change) throws(PatchFailure) -> Value {
    var value = self
    return try value.change(change) ?? .null
  }
}

extension Mapping {
  fileprivate mutating func change(_ change: Change, depth: Int) throws(PatchFailure) -> Value? {
    let key = change.pointer.tokens[depth]
    let before = self[key]
    guard change.isLast(depth) else {
      guard var member = before else { throw change.failure(.noSuchPlace(change.text(depth))) }
      defer { self[key] = member }
      return try member.change(change, depth: depth + 1)
    }
    switch change.act {
    case .add(let new): self[key] = new
    case .test: break
    // Of a member that is missing, too: the library of kustomize does not ask.
    case .replace(let new): self[key] = new
    case .remove, .look:
      guard before != nil else { throw change.failure(.noSuchPlace(change.text(depth))) }
      if case .remove = change.act { self[key] = nil }
    }
    return before
  }
}

extension [Value] {
  fileprivate mutating func change(_ change: Change, depth: Int) throws(PatchFailure) -> Value? {
    let token = change.pointer.tokens[depth]
    guard change.isLast(depth) else {
      let index = try index(token, count: count, change, depth)
      return try self[index].change(change, depth: depth + 1)
    }
    if case .add(let new) = change.act {
      // An item may come behind the last one.
      insert(new, at: token == "-" ? count : try index(token, count: count + 1, change, depth))
      return nil
    }
    let index = try index(token, count: count, change, depth)
    let before = self[index]
    if case .replace(let new) = change.act { self[index] = new }
    if case .remove = change.act { remove(at: index) }
    return before
  }

  private func index(
    _ token: String, count: Int, _ change: Change, _ depth: Int
  ) throws(PatchFailure) -> Int {
    guard token.utf8.first != UInt8(ascii: "+"), let index = Int(token) else {
      throw change.failure(.notIndex(change.text(depth)))
    }
    let place = index < 0 ? index + count : index
    guard (0..<count).contains(place) else {
      throw change.failure(.noSuchIndex(change.text(depth), count: self.count))
    }
    return place
  }
}
