import Testing

@testable import Engine

struct RandomBitsTests {
  /// More than are fetched at a time.
  private static let count = 200

  @Test func `identifiers are UUIDs of version 4, and no two are one`() {
    let identifiers = (0..<Self.count).map { _ in RandomBits.identifier() }
    for identifier in identifiers {
      #expect(RunRequest.isIdentifier(identifier), "\(identifier)")
      let form = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/
      #expect(identifier.wholeMatch(of: form) != nil, "\(identifier)")
    }
    #expect(Set(identifiers).count == Self.count)
  }

  @Test func `every bit is now 0 and now 1`() {
    let bits = (0..<Self.count).map { _ in RandomBits.next() }
    #expect(bits.reduce(0, |) == .max)
    #expect(bits.reduce(.max, &) == 0)
  }
}
