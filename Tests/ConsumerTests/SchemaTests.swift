import Foundation
import TestSupport
import Testing

/// What the JSON Schemas take is what `tntc` itself takes, key by key and rule by rule.
struct SchemaTests {
  @Test(.needs(.python, .tntc))
  func `the schemas agree with the validators`() throws {
    let (findings, summary) = try Judge.agreement(isWhole: fuzzRounds(otherwise: 1) >= 20)
    print(summary)
    #expect(findings == [])
    #expect(summary.hasPrefix("asked both about "))
  }
}
