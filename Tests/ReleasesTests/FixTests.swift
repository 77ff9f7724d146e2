import Testing
import WorkflowModel

@testable import Releases

/// Fixes beside the source, where more than one event meets.
struct FixTests {
  private static func one() throws -> Release {
    try Release(workflow: "w").applying(.rendered(try ReleaseRulesTests.candidate("1.0"), RenderedAs()))
  }

  private static func fix(_ text: String, _ content: String) throws -> ReleaseEvent {
    let fix = try ReleaseRulesTests.candidate(text, content)
    return .fixed(fix, line: try VersionNumber("1.0"), RenderedAs())
  }

  @Test func `a fix of either side of a merge stays one`() throws {
    let base = try Self.one()
    let fixed = try base.applying(try Self.fix("1.0.1", "fix"))
    for (ours, theirs) in [(fixed, base), (base, fixed)] {
      let merged = try ReleaseMerge(base: base, ours: ours, theirs: theirs, preference: nil).merged()
      #expect(merged.live?.text == "1.0.1")
      #expect(merged[try VersionNumber("1.0.1")]?.fixes?.text == "1.0")
    }
  }

  @Test func `fixes are followed down to what they were made of`() throws {
    let release = try Self.one().applying(try Self.fix("1.0.1", "a")).applying(try Self.fix("1.0.2", "b"))
    let found = release.fixes(of: try VersionNumber("1.0.2"))
    #expect(found.fixes.map(\.text) == ["1.0.2", "1.0.1"] && found.base.text == "1.0")
    #expect(release.fixes(of: try VersionNumber("1.0")).fixes.isEmpty)
  }

  @Test func `a fix that is carried elsewhere is one there`() throws {
    var fix = try ReleaseRulesTests.candidate("1.0.1")
    fix.fixes = try VersionNumber("1.0")
    #expect(try Self.one().applying(.carried(fix))[fix.version]?.fixes == fix.fixes)
  }

  @Test func `a number that was bad when it left does not go live`() throws {
    let stone = Tombstone(version: try VersionNumber("1.0.1"), digest: "sha256:fix", bad: "loses mail")
    var release = try Self.one()
    release.tombstones = [stone]
    let before = release
    #expect {
      try before.applying(try Self.fix("1.0.1", "fix"))
    } throws: { error in
      if case .bad? = error as? Refusal { true } else { false }
    }
  }
}
