import Testing
import WorkflowModel

@testable import Releases

/// What keeps a bad version from running, and a pin from being passed; events as in `ReleaseRulesTests`.
struct BadRulesTests {
  /// Version 1.2 is bad in another environment.
  @Test(arguments: [
    // The night: what was only staged never ran, and what was left once is not gone back to.
    (ReleaseRulesTests.three + ",add 1.3", "back", "live 1.1, bad 1.3"),
    ("add 1.0,add 1.1,back,stage 1.3,add 1.4,!promote 1.4", "back", "live 1.0, bad 1.1 1.4"),
    ("add 1.0,add 1.1,back,add 1.3,!promote 1.3,back", "back", "nothingBelow"),
    ("stage 1.0,stage 1.1,promote 1.1", "back", "nothingBelow"),
    ("stage 1.0,stage 1.1,promote 1.1", "back 1.0", "live 1.0, bad 1.1"),
    ("add 1.0,add 1.1", "back-good", "live 1.0"),
    // Forward again.
    ("add 1.0,add 1.1,back", "promote", "bad"), ("add 1.0,add 1.1,back", "promote 1.1", "bad"),
    ("add 1.0,add 1.1,back", "!promote", "live 1.1, bad 1.1"),
    ("add 1.0,add 1.1,back-good", "promote", "live 1.1"),
    ("add 1.0,add 1.1,back,unpinned", "promote", "bad"),
    ("add 1.0,add 1.1,back", "unpin 1.1", "bad"), ("add 1.0,add 1.1,back", "!unpin 1.1", "live 1.1, bad 1.1"),
    ("add 1.0,add 1.1,back,good 1.1,unpinned", "promote", "live 1.1"),
    ("add 1.0,add 1.1,back", "canary 1.1 5", "bad"),
    ("add 1.0,add 1.1,back", "!canary 1.1 5", "live 1.0, bad 1.1"),
    ("add 1.0,add 1.1,back,!canary 1.1 5", "canary 1.1 9", "live 1.0, bad 1.1"),
    ("add 1.0,add 1.1,back,carry 1.0", "carry 1.1", "bad"),
    ("add 1.0,add 1.1,back,carry 1.0,good 1.1", "promote", "pinned"),
    ("add 1.0,add 1.1,back,unpinned", "carry 1.1", "bad"),
    ("add 1.0,add 1.1,back", "carry 1.3", "pinned"),
    ("add 1.0,add 1.1,back", "!carry 1.3", "live 1.3, bad 1.1"),
    // A version that is bad elsewhere, which this lock tells as well once somebody accepted it.
    ("add 1.1", "add 1.2", "bad"), ("add 1.1", "stage 1.2", "live 1.1"), ("add 1.1", "carry 1.2", "bad"),
    ("add 1.1", "!add 1.2", "live 1.2, bad 1.2"), ("add 1.1,stage 1.2", "promote", "bad"),
    ("add 1.1,stage 1.2", "canary 1.2 0", "bad"), ("add 1.1,add 1.2,add 1.3", "back", "live 1.1, bad 1.3"),
    // The mark outlives the version, and another content of its number.
    ("add 1.0,add 1.1,back,gone,returned 1.1", "add 1.1", "bad"),
    ("add 1.0,add 1.1,back,unpinned,amend 1.1", "promote", "bad"),
    ("add 1.0,add 1.1,gone", "bad 1.1 late", "bad 1.1"), ("add 1.0,add 1.1,bad 1.0 x,gone", "good 1.0", ""),
    // By hand.
    ("add 1.0", "bad 1.0", "live 1.0, bad 1.0"), ("add 1.0,bad 1.0 slow", "bad 1.0", "badAlready"),
    ("add 1.0,bad 1.0 slow", "bad 1.0 wrong", "live 1.0, bad 1.0"), ("add 1.0", "good 1.0", "notBad"),
    ("add 1.0", "bad 1.1", "notInTree"), ("add 1.0", "good 1.1", "notInTree"),
  ])
  func `no bad version goes live by itself, and no pin with a reason is passed`(
    before: String, event: String, after: String
  ) throws {
    var release = try ReleaseRulesTests.state(before)
    do {
      try ReleaseRulesTests.apply(
        event, to: &release,
        [BadMark(try ReleaseRulesTests.version("1.2"), "late").standing(in: "e", place: "")])
      let live = release.live.map { ["live \($0.text)"] } ?? []
      let bad = release.badMarks.map(\.version.text)
      let shown = (live + (bad.isEmpty ? [] : ["bad " + bad.joined(separator: " ")])).joined(separator: ", ")
      #expect(shown == after)
    } catch let refusal as Refusal {
      #expect("\(refusal)".prefix { $0 != "(" } == after, "\(refusal)")
    }
  }
}
