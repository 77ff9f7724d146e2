/// An ordered mapping with text keys, compared by bytes.
///
/// Most mappings of a manifest have a handful of keys, where a scan is faster than an index; above that one keeps lookups
/// constant, so that a mapping of 100,000 keys stays harmless.
///
/// It is two words, of which most have nothing in the second one: values are copied at every step of a render.
package struct Mapping: Sendable {
  package typealias Member = (key: String, value: Value)

  /// A member where it is kept. Copying and freeing a tuple takes calls of the runtime for each of its parts.
  struct Entry: Sendable {
    let key: String
    var value: Value
  }

  /// In their order. Loops go over its span, where an element is looked at without a copy.
  private(set) var entries: [Entry] = []
  /// Where keys stand; nil while they are few.
  private var index: MemberIndex?

  private static let scanned = 16

  package init() {}

  package init(_ members: [Member]) {
    reserveCapacity(members.count)
    for (key, value) in members { self[key] = value }
  }

  package mutating func reserveCapacity(_ capacity: Int) { entries.reserveCapacity(capacity) }

  /// In their order. The list is made anew each time.
  package var keys: [String] { entries.map(\.key) }
  /// In the order of their keys. The list is made anew each time.
  package var values: [Value] { entries.map(\.value) }

  /// Looks at the keys where they are, and copies no value.
  package func firstKey(where isWanted: (String) -> Bool) -> String? {
    let entries = entries.span
    for position in entries.indices where isWanted(entries[position].key) { return entries[position].key }
    return nil
  }

  /// The value of `key`. Setting a new key appends it; setting nil removes it.
  package subscript(key: String) -> Value? {
    get { position(of: key).map { entries[$0].value } }
    set {
      let found = position(of: key)
      guard let value = newValue else {
        if let found { remove(at: found) }
        return
      }
      if let found { entries[found].value = value } else { append(key, value) }
    }
  }

  /// Adds a member whose key is none of those that are there.
  package mutating func appendNew(_ key: consuming String, _ value: consuming Value) {
    assert(position(of: key) == nil, "a key twice")
    append(key, value)
  }

  private func position(of key: String) -> Int? {
    let entries = entries.span
    if let index { return index.position(of: key, in: entries) }
    for position in entries.indices where entries[position].key.hasSameBytes(as: key) { return position }
    return nil
  }

  private mutating func append(_ key: consuming String, _ value: consuming Value) {
    entries.append(Entry(key: key, value: value))
    guard entries.count > Self.scanned else { return }
    guard entries.count <= index?.capacity ?? 0 else { return rebuildIndex() }
    let entries = entries
    index?.add(entries.count - 1, of: entries.span)
  }

  private mutating func remove(at position: Int) {
    entries.remove(at: position)
    rebuildIndex()
  }

  private mutating func rebuildIndex() {
    index = entries.count > Self.scanned ? MemberIndex(entries.span) : nil
  }
}

extension Mapping: RandomAccessCollection {
  package var startIndex: Int { 0 }
  package var endIndex: Int { entries.count }
  package subscript(position: Int) -> Member {
    let entry = entries[position]
    return (entry.key, entry.value)
  }
}

extension Mapping: Equatable {
  /// Two mappings are equal when they hold the same keys with equal values, in any order.
  package static func == (left: Mapping, right: Mapping) -> Bool {
    guard left.count == right.count else { return false }
    let entries = left.entries.span
    for position in entries.indices {
      guard let other = right[entries[position].key], other == entries[position].value else { return false }
    }
    return true
  }
}

extension Mapping: ExpressibleByDictionaryLiteral {
  package init(dictionaryLiteral elements: (String, Value)...) { self.init(pairs: elements) }

  init(pairs: [(String, Value)]) {
    reserveCapacity(pairs.count)
    for (key, value) in pairs { self[key] = value }
  }
}
