import TestSupport
import Testing
import YAML

/// What the emitter writes, our own reader (YAML 1.2) reads back.
struct EmitterReaderTests {
  @Test func `the corpus comes back`() throws {
    for text in NastyText.corpus {
      try expectBack(["text": .string(text), "list": [.string(text), [.string(text)]]])
    }
  }

  @Test func `random values come back, and are written the same again`() throws {
    var generator = SplitMix64.seeded(for: "random values come back")
    for _ in 0..<100 * fuzzRounds(otherwise: 3) {
      try expectBack(value(depth: 4, using: &generator))
    }
  }

  @Test func `items in one line come back`() throws {
    var generator = SplitMix64.seeded(for: "items in one line come back")
    for _ in 0..<100 * fuzzRounds(otherwise: 3) {
      let items = (0..<Int.random(in: 0...3, using: &generator)).map { _ in value(depth: 3, using: &generator)
      }
      let document: Mapping = [
        "list": .sequence(items), "one": ["v": value(depth: 3, using: &generator)],
        "block": value(depth: 2, using: &generator),
      ]
      let bytes = try Emitter.emit(document, oneLineIn: ["list", "one"])
      let back = try #require(try Reader.read(bytes).valid()).value
      #expect(back == .mapping(document), "read from \(String(decoding: bytes, as: UTF8.self))")
      let block = try Emitter.emit(["block": document["block"] ?? .null], oneLineIn: [])
      let lines = { (bytes: [UInt8]) in bytes.count { $0 == UInt8(ascii: "\n") } }
      #expect(lines(bytes) == lines(block) + max(1, items.count + (items.isEmpty ? 0 : 1)) + 1)
    }
  }

  private func expectBack(_ value: Value) throws {
    let bytes = try Emitter.emit([value])
    let back = try #require(try Reader.read(bytes).valid()).value
    #expect(back == value, "read from \(String(decoding: bytes, as: UTF8.self))")
    #expect(try Emitter.emit([back]) == bytes)
  }

  private func value(depth: Int, using generator: inout SplitMix64) -> Value {
    let count = Int.random(in: 0...3, using: &generator)
    switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &generator) {
    case 0: return .null
    case 1: return .bool(Bool.random(using: &generator))
    case 2: return .integer(Int.random(in: .min...(.max), using: &generator))
    case 3: return .number(number(using: &generator))
    case 4: return .string(NastyText.random(using: &generator))
    case 5: return .string(NastyText.randomLookalike(using: &generator))
    case 6: return .sequence((0..<count).map { _ in value(depth: depth - 1, using: &generator) })
    default:
      var mapping = Mapping()
      for _ in 0..<count {
        let key = NastyText.random(using: &generator)
        mapping[key == "<<" ? "" : key] = value(depth: depth - 1, using: &generator)
      }
      return .mapping(mapping)
    }
  }

  private func number(using generator: inout SplitMix64) -> Double {
    let number = Double(bitPattern: UInt64.random(in: 0...(.max), using: &generator))
    return number.isFinite ? number : 0.5
  }
}
