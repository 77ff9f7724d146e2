/// An ordered mapping with text keys, compared by bytes.
///
/// Most mappings of a manifest have a handful of keys, where a scan is faster than hashing; above
/// that an index keeps lookups constant, so that a mapping of 100,000 keys stays harmless.
package struct Mapping: Sendable {
  package private(set) var keys: [String] = []
  package private(set) var values: [Value] = []
  private var index: [ByteKey: Int] = [:]

  private static let scanned = 16

  package init() {}

  package init(_ members: [(key: String, value: Value)]) {
    reserveCapacity(members.count)
    for (key, value) in members { self[key] = value }
  }

  package mutating func reserveCapacity(_ capacity: Int) {
    keys.reserveCapacity(capacity)
    values.reserveCapacity(capacity)
  }

  /// The value of `key`. Setting a new key appends it; setting nil removes it.
  package subscript(key: String) -> Value? {
    get { position(of: key).map { values[$0] } }
    set {
      switch (position(of: key), newValue) {
      case (let found?, let value?): values[found] = value
      case (let found?, nil): remove(at: found)
      case (nil, let value?): append(key, value)
      case (nil, nil): break
      }
    }
  }

  /// Adds a member whose key is none of those that are there.
  package mutating func appendNew(_ key: String, _ value: Value) { append(key, value) }

  private func position(of key: String) -> Int? {
    if keys.count > Self.scanned { return index[ByteKey(key)] }
    return keys.firstIndex { $0.hasSameBytes(as: key) }
  }

  private mutating func append(_ key: String, _ value: Value) {
    keys.append(key)
    values.append(value)
    if keys.count == Self.scanned + 1 {
      rebuildIndex()
    } else if keys.count > Self.scanned {
      index[ByteKey(key)] = keys.count - 1
    }
  }

  private mutating func remove(at position: Int) {
    keys.remove(at: position)
    values.remove(at: position)
    rebuildIndex()
  }

  private mutating func rebuildIndex() {
    index.removeAll(keepingCapacity: true)
    guard keys.count > Self.scanned else { return }
    index.reserveCapacity(keys.capacity)
    for (position, key) in keys.enumerated() { index[ByteKey(key)] = position }
  }
}

extension Mapping: RandomAccessCollection {
  package var startIndex: Int { 0 }
  package var endIndex: Int { keys.count }
  package subscript(position: Int) -> (key: String, value: Value) {
    (keys[position], values[position])
  }
}

extension Mapping: Equatable {
  /// Two mappings are equal when they hold the same keys with equal values, in any order.
  package static func == (left: Mapping, right: Mapping) -> Bool {
    guard left.count == right.count else { return false }
    for (position, key) in left.keys.enumerated() {
      guard let other = right[key], other == left.values[position] else { return false }
    }
    return true
  }
}

extension Mapping: ExpressibleByDictionaryLiteral {
  package init(dictionaryLiteral elements: (String, Value)...) {
    self.init(elements.map { (key: $0.0, value: $0.1) })
  }
}
