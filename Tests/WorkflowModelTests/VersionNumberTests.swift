import TestSupport
import Testing
import WorkflowModel

@Suite struct VersionNumberTests {
  private func reason(_ text: String) -> String? {
    do {
      _ = try VersionNumber(text)
      return nil
    } catch {
      return error.reason
    }
  }

  @Test(arguments: [
    "0.0", "1.0", "1.10", "1.2.3", "1.0-rc", "1.0-rc.1", "1.0.0-beta2.10", "999999999999999.0",
    "1.0-rc.202401151230",
  ])
  func theseAreVersions(text: String) throws {
    #expect(reason(text) == nil)
    #expect(try VersionNumber(text).text == text)
  }

  @Test(arguments: [
    ("", "it is empty"), ("1", "not 1;"), ("1.2.3.4", "not 4;"), ("v1.0", "leave out the `v`"),
    ("01.0", "`01` has a leading zero"), ("1.00", "`00` has a leading zero"), ("1.0+5", "build metadata"),
    ("1.x", "`x` is not a number"), ("1.", "`` is not a number"), ("1.0-", "the pre-release ``"),
    ("1.0-RC", "the pre-release `RC`"), ("1.0-1", "the pre-release `1`"), ("1.0-rc.01", "leading zero"),
    ("1.0-rc.1.2", "the pre-release `rc.1.2`"), ("1.0-rc-1", "the pre-release `rc-1`"),
    ("9999999999999999.0", "too large"), ("1.-1", "is not a number"), ("１.0", "is not a number"),
  ])
  func theseAreNot(text: String, why: String) throws {
    let reason = try #require(self.reason(text))
    #expect(reason.contains(why))
    #expect(reason.contains("expected `MAJOR.MINOR`"))
  }

  @Test func theyAreOrderedAsSemanticVersioningSays() throws {
    let ascending = [
      "0.9", "1.0-alpha", "1.0-alpha.1", "1.0-beta", "1.0-rc.2", "1.0-rc.10", "1.0", "1.0.1-rc", "1.0.1",
      "1.2",
      "1.10", "2.0",
    ]
    let versions = try ascending.map { try VersionNumber($0) }
    for (lower, left) in versions.enumerated() {
      for (upper, right) in versions.enumerated() {
        #expect((left < right) == (lower < upper), "\(left.text) and \(right.text)")
      }
    }
    #expect(try VersionNumber("1.0").isSameNumber(as: VersionNumber("1.0.0")))
    #expect(try !VersionNumber("1.0").isSameNumber(as: VersionNumber("1.0.1")))
  }

  @Test func theNameHasDashesForDots() throws {
    #expect(try VersionNumber("1.2.3-rc.1").name == "1-2-3-rc-1")
  }

  @Test(arguments: [
    ("1.0", VersionNumber.Part.patch, "1.0.1"), ("1.0", .minor, "1.1"), ("1.9", .minor, "1.10"),
    ("1.5", .major, "2.0"),
    ("1.2.3", .patch, "1.2.4"), ("1.2.3", .minor, "1.3.0"), ("1.2.3", .major, "2.0.0"),
    ("1.1-rc.1", .patch, "1.1"),
    ("1.1-rc.1", .minor, "1.1"), ("1.1-rc.1", .major, "2.0"), ("2.0.0-rc", .major, "2.0.0"),
    ("1.0.1-rc", .minor, "1.1.0"),
  ])
  func bumping(from: String, part: VersionNumber.Part, to: String) throws {
    #expect(try VersionNumber(from).bumped(part)?.text == to)
  }

  @Test func aNumberThatCannotGrowIsNotBumped() throws {
    #expect(try VersionNumber("999999999999999.0").bumped(.major) == nil)
  }

  @Test func aBumpIsAlwaysHigherAndNamesAreNeverShared() throws {
    var random = SplitMix64.seeded(for: "versions")
    var names: [String: VersionNumber] = [:]
    for _ in 0..<3000 {
      var text = "\(Int.random(in: 0...12, using: &random)).\(Int.random(in: 0...12, using: &random))"
      if Bool.random(using: &random) { text += ".\(Int.random(in: 0...3, using: &random))" }
      if Bool.random(using: &random) {
        text += ["-rc", "-rc.1", "-a1", "-beta.12"].randomElement(using: &random) ?? ""
      }
      let version = try VersionNumber(text)
      for part in VersionNumber.Part.allCases {
        #expect(version.bumped(part).map { $0 > version } == true, "\(text) \(part)")
      }
      if let other = names.updateValue(version, forKey: version.name) { #expect(other.text == text) }
    }
  }
}
