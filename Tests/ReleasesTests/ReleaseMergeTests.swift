import Rendering
import Settings
import Testing
import WorkflowModel
import YAML

@testable import Releases

/// What becomes of two states of one workflow that came from the same one.
@Suite struct ReleaseMergeTests {
  static func version(_ text: String) throws -> VersionNumber { try VersionNumber(text) }

  /// Versions with the contents that their numbers say, the last one live.
  func release(_ versions: String..., change: (inout Release) throws -> Void = { _ in }) throws
    -> Release
  {
    var release = Release(workflow: "w")
    release.source = "flows/w"
    release.settings = ["image": "registry.example/engine:1"]
    for text in versions { try add(text, to: &release) }
    try change(&release)
    return release
  }

  func add(_ text: String, content: String? = nil, to release: inout Release) throws {
    let candidate = Candidate(
      version: try Self.version(text), digest: "sha256:\(content ?? text)", fileDigest: "sha256:file")
    try release.apply(.rendered(candidate, RenderedAs()))
  }

  func merge(
    _ base: Release?, _ ours: Release, _ theirs: Release, _ preference: ReleaseMerge.Side? = nil
  ) throws -> Release {
    try ReleaseMerge(base: base, ours: ours, theirs: theirs, preference: preference).merged()
  }

  private func conflict(_ base: Release?, _ ours: Release, _ theirs: Release) throws -> ReleaseMerge.Conflict?
  {
    do {
      _ = try merge(base, ours, theirs)
      return nil
    } catch let conflict as ReleaseMerge.Conflict {
      return conflict
    }
  }

  // MARK: Versions

  @Test func versionsOfBothStayAndTheHigherGoesLive() throws {
    let base = try release("1.0")
    let (ours, theirs) = (try release("1.0", "1.1"), try release("1.0", "1.2"))
    for merged in [
      try merge(base, ours, theirs), try merge(base, theirs, ours), try merge(nil, ours, theirs),
    ] {
      #expect(merged.versions.map(\.version.text) == ["1.0", "1.1", "1.2"])
      #expect(merged.live?.text == "1.2")
      #expect(merged.pin == nil && merged.canary == nil)
    }
  }

  /// They follow from the versions that run, so two that differ are no choice.
  @Test func sidecarsAreForThoseWhoDeriveTheFiles() throws {
    let base = try release("1.0") { $0.sidecars = ["a"] }
    let ours = try release("1.0", "1.1") { $0.sidecars = ["a", "b"] }
    let theirs = try release("1.0", "1.2") { $0.sidecars = ["c"] }
    #expect(try merge(base, ours, theirs).sidecars.isEmpty)
  }

  @Test func whatLeftOnOneSideLeavesUnlessItIsInUse() throws {
    let base = try release("1.0", "1.1", "1.2")
    let pruned = try release("1.0", "1.1", "1.2") { $0.lose(["versions/1.0.yaml"]) }
    let merged = try merge(base, pruned, base)
    #expect(merged.versions.map(\.version.text) == ["1.1", "1.2"])
    #expect(merged.tombstones.map(\.version.text) == ["1.0"])
    let rolledBack = try release("1.0", "1.1", "1.2") {
      try $0.apply(.rolledBack(to: try Self.version("1.0"), reason: nil))
    }
    let kept = try merge(base, pruned, rolledBack)
    #expect(kept.versions.map(\.version.text) == ["1.0", "1.1", "1.2"])
    #expect(kept.tombstones.isEmpty)
    #expect(kept.live?.text == "1.0")
  }

  @Test func tombstonesOfBothStayTaken() throws {
    let base = try release("1.0", "1.1", "1.2")
    let ours = try release("1.0", "1.1", "1.2") { $0.lose(["versions/1.0.yaml"]) }
    let theirs = try release("1.0", "1.1", "1.2") {
      $0.lose(["versions/1.0.yaml", "versions/1.1.yaml"])
    }
    let merged = try merge(base, ours, theirs)
    #expect(merged.tombstones.map(\.version.text) == ["1.0", "1.1"])
    #expect(merged.versions.map(\.version.text) == ["1.2"])
  }

  // MARK: What is live

  private static let states: [(name: String, change: @Sendable (inout Release) throws -> Void)] = [
    ("as it was", { _ in }),
    ("rolled back", { try $0.apply(.rolledBack(to: try version("1.1"), reason: "slow")) }),
    ("canary", { try $0.apply(.canaryStarted(try version("1.1"), weight: 5, route: .surge)) }),
    (
      "promoted canary",
      {
        try $0.apply(.canaryStarted(try version("1.1"), weight: 5, route: .surge))
        try $0.apply(.promoted(nil))
      }
    ),
  ]

  @Test(arguments: [0, 1, 2, 3], [0, 1, 2, 3])
  func aDecisionOfOneSideHolds(left: Int, right: Int) throws {
    let base = try release("1.0", "1.1", "1.2")
    let ours = try release("1.0", "1.1", "1.2", change: Self.states[left].change)
    let theirs = try release("1.0", "1.1", "1.2", change: Self.states[right].change)
    if left == right || left == 0 || right == 0 {
      let decided = left == 0 ? theirs : ours
      let merged = try merge(base, ours, theirs)
      #expect((merged.live, merged.pin, merged.canary) == (decided.live, decided.pin, decided.canary))
      return
    }
    let found = try #require(try conflict(base, ours, theirs))
    // The rollback left 1.2, which is live beside a canary until that is promoted.
    let leaves = Set([left, right]) == [1, 2] ? ", and 1.2 is bad (slow)" : ""
    #expect(found.what == "what is live\(leaves)")
    #expect(try merge(base, ours, theirs, .ours).pin == ours.pin)
    #expect(try merge(base, ours, theirs, .theirs).canary == theirs.canary)
  }

  @Test func aRollbackHereWinsOverAVersionThatWentLiveThereOnlyWhenItIsChosen() throws {
    let base = try release("1.0", "1.1")
    let ours = try release("1.0", "1.1") { try $0.apply(.rolledBack(to: nil, reason: nil)) }
    let theirs = try release("1.0", "1.1", "1.2")
    #expect(try conflict(base, ours, theirs)?.what == "what is live")
    let merged = try merge(base, ours, theirs, .ours)
    #expect(merged.live?.text == "1.0" && merged.pin?.version.text == "1.0")
    #expect(merged.versions.map(\.version.text) == ["1.0", "1.1", "1.2"])
  }

  // MARK: Settings

  @Test(arguments: SettingField.configurable)
  func aSettingOfOneSideHoldsAndThatOfBothIsAChoice(field: SettingField) throws {
    func with(_ value: Value?) throws -> Release { try release("1.0") { $0.settings[field] = value } }
    let base = try with("a")
    #expect(try merge(base, try with("b"), base).settings[field] == "b")
    #expect(try merge(base, base, try with("b")).settings[field] == "b")
    #expect(try merge(base, try with(nil), base).settings[field] == nil)
    #expect(try merge(base, try with("b"), try with("b")).settings[field] == "b")
    let found = try #require(try conflict(base, try with("b"), try with("c")))
    #expect(found == ReleaseMerge.Conflict(what: "`\(field.key)`", ours: "b", theirs: "c"))
    #expect(try merge(base, try with("b"), try with(nil), .theirs).settings[field] == nil)
  }

  @Test func theDigestOfTemplatesIsDerivedAndNoConflict() throws {
    func with(_ digest: String) throws -> Release {
      try release("1.0") {
        $0.settings[.templates] = "../templates"
        $0.settings[.templatesDigest] = .string(digest)
      }
    }
    let merged = try merge(try with("sha256:1"), try with("sha256:2"), try with("sha256:3"))
    #expect(merged.settings[.templates] == "../templates")
    #expect(merged.settings[.templatesDigest] == nil, "the render that follows tells")
  }

  @Test func whatFollowsFromOthersIsNoConflict() throws {
    let base = try release("1.0")
    func with(_ text: String) throws -> Release {
      try release("1.0") {
        $0.derived = DerivedFiles(files: ["\(text).yaml"], digest: text)
        $0.flags = ["image"]
      }
    }
    let merged = try merge(base, try with("a"), try with("b"))
    #expect(merged.derived.files == ["a.yaml", "b.yaml"], "what either side wrote is ours to remove")
    #expect(merged.flags == ["image"])
  }

  @Test func theSourceIsADecision() throws {
    func with(_ source: String?) throws -> Release { try release("1.0") { $0.source = source } }
    #expect(try merge(try with("a"), try with("b"), try with("a")).source == "b")
    #expect(try conflict(try with("a"), try with("b"), try with("c"))?.what == "source")
    #expect(try merge(nil, try with("b"), try with("c"), .theirs).source == "c")
  }

  @Test func aNameThatWasChangedIsRemembered() throws {
    func with(_ name: String?) throws -> Release { try release("1.0") { $0.renamedFrom = name } }
    #expect(try merge(try with(nil), try with("old"), try with(nil)).renamedFrom == "old")
    #expect(try conflict(nil, try with("old"), try with("other"))?.ours == "old")
  }

  @Test func overlaysOfBothStay() throws {
    func with(_ name: String) throws -> Release {
      try release("1.0") { $0.bringIntoForce(RetainedOverlay(name: name, fileDigest: "sha256:\(name)")) }
    }
    let base = try release("1.0")
    #expect(try conflict(base, try with("a"), try with("b"))?.what == "config overlay")
    let merged = try merge(base, try with("a"), try with("b"), .theirs)
    #expect(merged.overlays.map(\.name) == ["a", "b"] && merged.overlay == "b")
  }

  // MARK: What a newer tntc recorded

  private func newer(_ text: String) throws -> Release {
    try LockBody.release(
      from: try #require(try Reader.read(Array("workflow: w\nderived: d\n\(text)".utf8)).valid()),
      derived: nil, of: "w")
  }

  @Test func unknownFieldsOfBothAreKept() throws {
    let base = try newer("old: 1\n")
    let ours = try newer("here: {a: 1}\nold: 1\nsettings: {image: i, speed: 3}\n")
    let theirs = try newer("old: 2\nthere: [x]\nsettings: {image: i, depth: 4}\n")
    let lock = LockBody.value(of: try merge(base, ours, theirs), format: 1)
    #expect(lock["here"] == ["a": 1] && lock["there"] == ["x"] && lock["old"] == 2)
    #expect(lock["settings"] == ["image": "i", "speed": 3, "depth": 4])
    #expect(try conflict(base, try newer("old: 3\n"), theirs)?.what == "`old`")
    #expect(LockBody.value(of: try merge(base, try newer("old: 3\n"), theirs, .ours), format: 1)["old"] == 3)
  }

  @Test func unknownFieldsOfItemsAreKept() throws {
    let item = "versions:\n- {version: '1.0', digest: d, file: f"
    let ours = try newer("\(item)}\n")
    let theirs = try newer("\(item), signed: yes}\n")
    let merged = try merge(ours, ours, theirs)
    let lock = LockBody.value(of: merged, format: 1)
    #expect(lock["versions"] == [["version": "1.0", "digest": "d", "file": "f", "signed": "yes"]])
  }

  // MARK: What was live, and marks

  @Test func whatHappenedOnBothSidesIsRemembered() throws {
    let base = try release("1.0", "1.1", "1.2")
    let ours = try release("1.0", "1.1", "1.2") { try $0.apply(.rolledBack(to: nil, reason: "slow")) }
    let theirs = try release("1.0", "1.1", "1.2", "1.3")
    let merged = try merge(base, ours, theirs, .ours)
    // What was live on their side, too: its pods are there.
    #expect(merged.history.map(\.version.text) == ["1.0", "1.1", "1.2", "1.2", "1.3"])
    #expect(merged.history.map(\.ending) == [.raised, .raised, .rolledBack, .raised, .rolledBack])
    #expect(merged.history.map(\.reason) == [nil, nil, "slow", nil, nil])
    let same = try merge(base, theirs, theirs)
    #expect(same.history == theirs.history)
  }

  @Test func whatIsLiveOnTheSideThatLosesStays() throws {
    let base = try release("1.0", "1.1", "1.2", "1.3", "1.4", "1.5")
    let ours = try release("1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6") {
      try $0.apply(.pruned(keep: 4, inUse: []))
    }
    let theirs = try release("1.0", "1.1", "1.2", "1.3", "1.4", "1.5") {
      try $0.apply(.rolledBack(to: try Self.version("1.0"), reason: nil))
    }
    var merged = try merge(base, ours, theirs, .ours)
    try merged.apply(.pruned(keep: 4, inUse: []))
    #expect(merged.live?.text == "1.6" && merged.versions.contains { $0.version.text == "1.0" })
  }

  @Test func whatOneSideCallsBadGoesLiveOnlyWhenItIsChosen() throws {
    let base = try release("1.0") {
      let staged = Candidate(
        version: try Self.version("1.1"), digest: "sha256:1.1", fileDigest: "sha256:file")
      try $0.apply(.rendered(staged, RenderedAs(stage: true)))
    }
    func bad(_ release: Release) throws -> Release {
      try release.applying(.markedBad(try Self.version("1.1"), reason: "loses mail"))
    }
    let live = try base.applying(.promoted(nil))
    let tried = try base.applying(
      .canaryStarted(try Self.version("1.1"), weight: 5, route: .surge))
    for starts in [live, tried] {
      for (ours, theirs) in [(try bad(base), starts), (starts, try bad(base))] {
        let told = try conflict(base, ours, theirs)
        #expect(told?.what == "what is live, and 1.1 is bad (loses mail)")
      }
      #expect(try merge(base, try bad(base), starts, .ours).inUse.map(\.text) == ["1.0"])
      #expect(try merge(base, try bad(base), starts, .theirs).inUse.map(\.text).contains("1.1"))
      // Who ran it before it was called bad, or all the same, knew.
      #expect(try conflict(base, base, try bad(starts)) == nil)
      #expect(try conflict(starts, try bad(starts), starts) == nil)
    }
  }

  @Test func aMarkOfEitherSideStays() throws {
    let base = try release("1.0", "1.1")
    let marked = try release("1.0", "1.1") { $0.versions[0].bad = "loses mail" }
    let pruned = try release("1.0", "1.1") { $0.lose(["versions/1.0.yaml"]) }
    for (left, right) in [(marked, base), (base, marked)] {
      #expect(try merge(base, left, right)[try Self.version("1.0")]?.bad == "loses mail")
    }
    for (left, right) in [(marked, pruned), (pruned, marked)] {
      let merged = try merge(base, left, right)
      #expect(merged.tombstones.map(\.version.text) == ["1.0"])
    }
    for (left, right) in [(marked, pruned), (pruned, marked)] {
      #expect(try merge(base, left, right).tombstones.map(\.bad) == ["loses mail"])
    }
    var left = marked
    left.lose(["versions/1.0.yaml"])
    #expect(left.tombstones.map(\.bad) == ["loses mail"])
    #expect(try merge(base, left, pruned).tombstones.map(\.bad) == ["loses mail"])
    #expect(try merge(base, pruned, left).tombstones.map(\.bad) == ["loses mail"])
    // What one side cleared is clear.
    for (left, right) in [(marked, base), (base, marked)] {
      #expect(try merge(marked, left, right)[try Self.version("1.0")]?.bad == nil)
    }
  }
}
