import Rendering
import Settings
import Testing
import WorkflowModel
import YAML

@testable import Releases

/// Numbers that both sides gave to other code.
extension ReleaseMergeTests {
  @Test func ofTwoContentsOfOneNumberOneGivesWay() throws {
    let base = try release("1.0")
    let ours = try release("1.0") { try add("1.1", content: "here", to: &$0) }
    let theirs = try release("1.0") { try add("1.1", content: "there", to: &$0) }
    for (keeper, content) in [(ReleaseMerge.Side.theirs, "there"), (.ours, "here")] {
      let merge = ReleaseMerge(base: base, ours: ours, theirs: theirs, preference: nil, keeper: keeper)
      #expect(merge.clashes == [NumberClash(number: try Self.version("1.1"), keeper: keeper)])
      #expect(merge.bothAddedCode && merge.raisesLive)
      let merged = try merge.merged()
      #expect(merged[try Self.version("1.1")]?.digest == "sha256:\(content)" && merged.live?.text == "1.1")
      #expect(merged.history.map(\.version.text) == ["1.0"])
    }
    let released = ReleaseMerge(base: base, ours: ours, theirs: theirs, preference: nil, published: ours)
    #expect(
      try released.merged()[try Self.version("1.1")]?.digest == "sha256:here", "what is released stands")
  }

  /// It stands for other code by now, so what was decided of it is decided of nothing.
  @Test func whatGivesWayTakesItsCanaryAndItsMarkAlong() throws {
    let base = try release("1.0")
    let theirs = try release("1.0") { try add("1.1", content: "there", to: &$0) }
    let ours = try release("1.0") {
      try $0.apply(
        .rendered(
          Candidate(version: try Self.version("1.1"), digest: "sha256:here", fileDigest: "sha256:file"),
          RenderedAs(stage: true)))
      try $0.apply(.canaryStarted(try Self.version("1.1"), weight: 5, route: .surge))
      $0.versions[1].bad = "slow"
    }
    let merged = try merge(base, ours, theirs)
    #expect(merged.canary == nil && merged.live?.text == "1.1" && merged.versions[1].bad == nil)
  }

  /// A commit of one's own that amends what stood there when it was made, put upon the same once more.
  @Test func anAmendmentThatIsAppliedOnceMoreHolds() throws {
    let base = try release("1.0") { try add("1.1", content: "first", to: &$0) }
    let amended = try release("1.0") { try add("1.1", content: "amended", to: &$0) }
    let ours = try release("1.0") {
      try add("1.1", content: "first", to: &$0)
      $0.settings[.keep] = 5
    }
    let merge = ReleaseMerge(base: base, ours: ours, theirs: amended, preference: nil, keeper: .ours)
    #expect(try merge.merged()[try Self.version("1.1")]?.digest == "sha256:amended" && merge.clashes.isEmpty)
  }

  /// Of a fix the other environments learn that its number is taken.
  @Test func whatGivesWayElsewhereIsForgottenHere() throws {
    let base = try release("1.0", "1.3")
    func told(_ content: String) throws -> Release {
      try release("1.0", "1.3") {
        $0.tombstones = [Tombstone(version: try Self.version("1.0.1"), digest: "sha256:\(content)")]
      }
    }
    let (here, there) = (try told("here"), try told("there"))
    let merge = ReleaseMerge(
      base: base, ours: here, theirs: there, preference: nil, losing: here.tombstones)
    #expect(try merge.merged().tombstones == there.tombstones && merge.lost.isEmpty && !merge.needsNumber)
    let old = ReleaseMerge(base: here, ours: here, theirs: there, preference: nil, losing: here.tombstones)
    #expect(try old.merged().tombstones == here.tombstones.joined(with: there.tombstones))
  }

  @Test func aFixThatGivesWayNeedsNoNumberOfTheSource() throws {
    let base = try release("1.0")
    func fixed(_ contents: String...) throws -> Release {
      try contents.enumerated().reduce(base) { release, content in
        let candidate = Candidate(
          version: try Self.version("1.0.\(content.offset + 1)"), digest: "sha256:\(content.element)",
          fileDigest: "sha256:file")
        return try release.applying(.fixed(candidate, line: try Self.version("1.0"), RenderedAs()))
      }
    }
    let merge = ReleaseMerge(
      base: base, ours: try fixed("here"), theirs: try fixed("there"), preference: nil)
    #expect(merge.lost.map(\.digest) == ["sha256:here"] && merge.lostFixes.map(\.side) == [.ours])
    #expect(!merge.needsNumber && !merge.bothAddedCode)
    // The second fix of this side has its first one, and lacks theirs.
    let twice = ReleaseMerge(
      base: base, ours: try fixed("here", "again"), theirs: try fixed("there"), preference: nil)
    #expect(twice.lost.map(\.digest) == ["sha256:here"] && twice.lostFixes.isEmpty)
    #expect(throws: ReleaseMerge.Conflict.self) { try twice.merged() }
    // Whether what is promoted has the fix is for a person to see.
    let promoted = try release("1.0", "1.1")
    #expect(throws: ReleaseMerge.Conflict.self) { try self.merge(base, try fixed("here"), promoted) }
    var known = try fixed("here")
    try add("1.1", to: &known)
    #expect(try self.merge(base, try fixed("here"), known).live?.text == "1.1")
    #expect(try self.merge(base, try fixed("here"), promoted, .theirs).live?.text == "1.1")
  }

  @Test func aNumberThatLeftThereWithOtherContentStaysTaken() throws {
    let base = try release("1.0", "1.2")
    let theirs = try release("1.0", "1.2") {
      $0.tombstones = [Tombstone(version: try Self.version("1.1"), digest: "sha256:there")]
    }
    let ours = try release("1.0") {
      try add("1.1", content: "here", to: &$0)
      try add("1.2", to: &$0)
    }
    let merged = try merge(base, ours, theirs)
    #expect(merged.versions.map(\.version.text) == ["1.0", "1.2"])
    #expect(merged.tombstones.map(\.digest) == ["sha256:there"])
    let gone = try release("1.0", "1.2") {
      $0.tombstones = [Tombstone(version: try Self.version("1.1"), digest: "sha256:here")]
    }
    #expect(try merge(base, gone, theirs).tombstones.map(\.digest) == ["sha256:here", "sha256:there"])
  }
}
