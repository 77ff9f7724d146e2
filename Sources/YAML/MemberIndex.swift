import Bytes

/// Where the keys of a large mapping stand: a hash table of their positions.
///
/// The keys stay where they are, so that it is small, and quick to make: the values that a template sees are a mapping
/// that is made for each workflow. Hashes differ from process to process, so that nobody can write keys that all have one.
struct MemberIndex: Sendable {
  /// A position, or -1. A key is in its own slot or behind it, where no slot before it is free.
  private var slots: [Int32]

  /// Of a hash of Swift's, which is the same in each process where SWIFT_DETERMINISTIC_HASHING asks for that.
  private static let seed = UInt64(truncatingIfNeeded: 0.hashValue)

  /// - Parameter entries: no two of which have one key.
  init(_ entries: Span<Mapping.Entry>) {
    var size = 64
    while size < entries.count * 4 { size *= 2 }
    slots = [Int32](repeating: -1, count: size)
    for position in entries.indices { add(position, of: entries) }
  }

  /// How many keys there is room for. Half of the slots stay free, as those that are taken are gone through.
  var capacity: Int { slots.count / 2 }

  /// Adds a key that is not there yet, and for which there is room.
  mutating func add(_ position: Int, of entries: Span<Mapping.Entry>) {
    var slot = start(of: entries[position].key)
    while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = Int32(position)
  }

  func position(of key: String, in entries: Span<Mapping.Entry>) -> Int? {
    let slots = slots.span
    var slot = start(of: key)
    while slots[slot] >= 0 {
      let position = Int(slots[slot])
      if entries[position].key.hasSameBytes(as: key) { return position }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  /// The slot that a key has when it is free.
  private func start(of key: String) -> Int {
    let bytes = unsafe key.utf8.span.bytes
    var hash = Self.seed ^ UInt64(bytes.byteCount)
    var position = 0
    while position + EightBytes.width <= bytes.byteCount {
      let word = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self)
      hash = Self.mixed(hash ^ word)
      position += EightBytes.width
    }
    var rest: UInt64 = 0
    while position < bytes.byteCount {
      rest = rest << 8 | UInt64(unsafe bytes.unsafeLoad(fromByteOffset: position, as: UInt8.self))
      position += 1
    }
    return Int(truncatingIfNeeded: Self.mixed(hash ^ rest)) & (slots.count - 1)
  }

  /// Every bit of the product's halves depends on every bit before it.
  private static func mixed(_ hash: UInt64) -> UInt64 {
    let (high, low) = hash.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    return high ^ low
  }
}
