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
      try $0.apply(.canaryStarted(Canary(try Self.version("1.1"), weight: 5, route: .replicas)))
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
