/// An ordered mapping with text keys, compared by bytes.
///
/// Most mappings of a manifest have a handful of keys, where a scan is faster than hashing; above
/// that an index keeps lookups constant, so that a mapping of 100,000 keys stays harmless.
///
/// It is two words, of which most have nothing in the second one: values are copied at every step of a render.
package struct Mapping: Sendable {
  package typealias Member = (key: String, value: Value)

  /// In their order.
  private(set) var members: [Member] = []
  /// Where keys stand; nil while they are few.
  private var index: [ByteKey: Int]?

  private static let scanned = 16

  package init() {}

  package init(_ members: [Member]) {
    reserveCapacity(members.count)
    for (key, value) in members { self[key] = value }
  }

  package mutating func reserveCapacity(_ capacity: Int) { members.reserveCapacity(capacity) }

  /// In their order. The list is made anew each time.
  package var keys: [String] { members.map(\.key) }
  /// In the order of their keys. The list is made anew each time.
  package var values: [Value] { members.map(\.value) }

  /// Looks at the keys where they are, and copies no value.
  package func firstKey(where isWanted: (String) -> Bool) -> String? {
    for position in members.indices where isWanted(members[position].key) { return members[position].key }
    return nil
  }

  /// The value of `key`. Setting a new key appends it; setting nil removes it.
  package subscript(key: String) -> Value? {
    get { position(of: key).map { members[$0].value } }
    set {
      switch (position(of: key), newValue) {
      case (let found?, let value?): members[found].value = value
      case (let found?, nil): remove(at: found)
      case (nil, let value?): append(key, value)
      case (nil, nil): break
      }
    }
  }

  /// Adds a member whose key is none of those that are there.
  package mutating func appendNew(_ key: String, _ value: Value) { append(key, value) }

  private func position(of key: String) -> Int? {
    if let index { return index[ByteKey(key)] }
    // A closure would be given a copy of each member.
    for position in members.indices where members[position].key.hasSameBytes(as: key) { return position }
    return nil
  }

  private mutating func append(_ key: String, _ value: Value) {
    members.append((key, value))
    if index != nil {
      index?[ByteKey(key)] = members.count - 1
    } else if members.count > Self.scanned {
      rebuildIndex()
    }
  }

  private mutating func remove(at position: Int) {
    members.remove(at: position)
    rebuildIndex()
  }

  private mutating func rebuildIndex() {
    guard members.count > Self.scanned else {
      index = nil
      return
    }
    var positions: [ByteKey: Int] = [:]
    positions.reserveCapacity(members.capacity)
    for (position, member) in members.enumerated() { positions[ByteKey(member.key)] = position }
    index = positions
  }
}

extension Mapping: RandomAccessCollection {
  package var startIndex: Int { 0 }
  package var endIndex: Int { members.count }
  package subscript(position: Int) -> Member { members[position] }
}

extension Mapping: Equatable {
  /// Two mappings are equal when they hold the same keys with equal values, in any order.
  package static func == (left: Mapping, right: Mapping) -> Bool {
    guard left.count == right.count else { return false }
    for (key, value) in left {
      guard let other = right[key], other == value else { return false }
    }
    return true
  }
}

extension Mapping: ExpressibleByDictionaryLiteral {
  package init(dictionaryLiteral elements: (String, Value)...) {
    self.init(elements.map { (key: $0.0, value: $0.1) })
  }
}
