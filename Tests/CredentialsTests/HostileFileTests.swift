import Credentials
import Diagnostics
import TestSupport
import Testing

/// Files that nobody wrote by hand: long lines, binary content, nothing but marks.
struct HostileFileTests {
  private static let megabyte = 1_000_000
  /// Generous for a debug build; what is quadratic takes minutes.
  private static let limit = Duration.seconds(20)

  @Test(arguments: [
    "@", "a@", "://a:b", "://aaaa:bbbb@", "-----BEGIN", "-----BEGIN PRIVATE KEY-----",
    "-----BEGIN PRIVATE KEY-----\\n\"",
    "-", "a", "\n", "eyJ", "eyJaaaaaaaaaaaaaa.", "hooks.slack.com/services/", "aaaaaaaaaaaa/",
    "/aaaaaaaaaaaa", "SG.", "\u{0}",
    "\\n", "#tntc:allow-secret", "tntc:allow-secre", "sk-", "ghp_\u{0}", "😀",
  ])
  func `a megabyte of one text takes no time`(unit: String) {
    let bytes = Array(String(repeating: unit, count: Self.megabyte / unit.utf8.count).utf8)
    let took = ContinuousClock().measure { _ = Self.check(bytes) }
    #expect(took < Self.limit)
  }

  @Test(arguments: ["", " // tntc:allow-secret", "\n", "\n//tntc:allow-secret\n"])
  func `a megabyte of tokens is found as a whole`(separator: String) {
    let token = "gh" + "p_" + String(repeating: "a", count: 36)
    let count = 20_000
    var check: CredentialCheck?
    let bytes = Array(String(repeating: "'\(token)'\(separator)", count: count).utf8)
    let took = ContinuousClock().measure { check = Self.check(bytes) }
    #expect(took < Self.limit)
    let expected = separator.contains("//") ? (separator.hasPrefix("\n") ? 1 : 0) : count
    #expect(check?.findings.count == expected)
  }

  @Test func `a token at the end of a line of a megabyte is found`() {
    let padding = String(repeating: "é ", count: Self.megabyte / 3)
    let found = Self.check(Array("\(padding)'\("gh" + "p_")\(String(repeating: "a", count: 36))'".utf8))
      .findings
    #expect(found.map(\.position) == [Position(line: 1, column: Self.megabyte / 3 * 2 + 2)])
  }

  @Test func `random bytes hold none, and one among them is found`() {
    var random = SplitMix64.seeded(for: "random bytes")
    for _ in 0..<fuzzRounds(otherwise: 20) {
      var bytes = (0..<50_000).map { _ in UInt8.random(in: 0...255, using: &random) }
      #expect(Self.check(bytes).findings == [])
      let place = Int.random(in: 0..<bytes.count, using: &random)
      let sample = Array("\0\(CredentialTests.samples[Int.random(in: 0..<20, using: &random)].text)\0".utf8)
      bytes.insert(contentsOf: sample, at: place)
      #expect(Self.check(bytes).findings.count == 1)
    }
  }

  private static func check(_ bytes: [UInt8]) -> CredentialCheck {
    CredentialCheck(bytes, path: "nodes/a", secret: "w-secrets", comments: .slashes)
  }
}
