import TestSupport
import Testing
import YAML

/// A mapping does what a plain list of members does, with few keys and with an index.
struct MappingTests {
  /// Keys with the same first bytes, of many lengths, and two that are one text to Swift.
  private static let keys: [String] =
    (0..<300).map { "app.kubernetes.io/\($0)" } + (0..<40).map { String(repeating: "k", count: $0) }
    + ["caf\u{E9}", "cafe\u{301}", "\u{0}", "\u{0}\u{0}"]

  @Test(arguments: [3, 16, 17, 60, 344])
  func `members are set, found and removed`(count: Int) {
    var generator = SplitMix64.seeded(for: "members of \(count) keys")
    let keys = Array(Self.keys.shuffled(using: &generator).prefix(count))
    var mapping = Mapping()
    var members: [(key: String, value: Value)] = []
    for step in 0..<(count * 8) {
      let key = keys[Int.random(in: 0..<count, using: &generator)]
      // Mostly full, as an index is made anew when a key goes.
      let value: Value? = Int.random(in: 0..<10, using: &generator) == 0 ? nil : .integer(step)
      mapping[key] = value
      let place = members.firstIndex { $0.key.hasSameBytes(as: key) }
      switch (place, value) {
      case (let place?, let value?): members[place].value = value
      case (let place?, nil): members.remove(at: place)
      case (nil, let value?): members.append((key, value))
      case (nil, nil): break
      }
    }
    #expect(mapping.keys.elementsEqual(members.map(\.key)) { $0.hasSameBytes(as: $1) })
    for key in keys {
      let found = members.first { $0.key.hasSameBytes(as: key) }?.value
      #expect(mapping[key] == found, "\(key)")
    }
    #expect(mapping == Mapping(members.reversed()))
  }

  @Test func `a copy is a mapping of its own`() {
    let first = Mapping((0..<40).map { ("k\($0)", .integer($0)) })
    var second = first
    second["more"] = 1
    second["k1"] = nil
    #expect(first["more"] == nil && first["k1"] == 1 && first["k39"] == 39)
    #expect(second["more"] == 1 && second["k1"] == nil && second["k39"] == 39)
  }
}
