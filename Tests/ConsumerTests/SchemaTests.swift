import Foundation
import TestSupport
import Testing

/// What the JSON Schemas take is what `tntc` itself takes, key by key and rule by rule.
struct SchemaTests {
  @Test(.needs(.python, .tntc))
  func `the schemas agree with the validators`() throws {
    var generator = SplitMix64.seeded(for: "texts for the schemas")
    let parts = max(1, 4 / fuzzRounds(otherwise: 1))
    let (findings, summary) = try Judge.agreement(
      parts: parts, from: Int.random(in: 0..<parts, using: &generator))
    print(summary)
    #expect(findings == [])
    #expect(summary.hasPrefix("asked both about "))
  }
}
