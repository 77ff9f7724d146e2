import Rendering
import Settings
import TestSupport
import Testing
import WorkflowModel
import YAML

@testable import Releases

/// The rules of the tree: what each event makes of a state, or why it is refused. No disk is involved.
struct ReleaseRulesTests {
  static func version(_ text: String) throws -> VersionNumber { try VersionNumber(text) }

  static func candidate(_ text: String, _ content: String = "code") throws -> Candidate {
    Candidate(version: try version(text), digest: "sha256:\(content)", fileDigest: "sha256:file-\(content)")
  }

  /// One event, as it is written in the table.
  private static func event(_ text: String) throws -> ReleaseEvent {
    let words = text.split(separator: " ").map(String.init)
    func number(_ place: Int) throws -> VersionNumber? { try words.dropFirst(place).first.map(version) }
    switch words[0] {
    case "add": return .rendered(try candidate(words[1]), RenderedAs())
    case "stage": return .rendered(try candidate(words[1]), RenderedAs(stage: true))
    case "unpin": return .rendered(try candidate(words[1]), RenderedAs(unpin: true))
    case "other": return .rendered(try candidate(words[1], "other"), RenderedAs())
    case "amend": return .rendered(try candidate(words[1], "other"), RenderedAs(amend: true))
    case "fix", "wait":
      let manner = RenderedAs(stage: words[0] == "wait")
      return .fixed(try candidate(words[1]), line: try version(words[2]), manner)
    case "mend": return .fixed(try candidate(words[1], "other"), line: try version(words[2]), RenderedAs())
    case "carry": return .carried(try candidate(words[1]))
    case "carry-stage": return .carried(try candidate(words[1]), .staged)
    case "carry-canary":
      return .carried(try candidate(words[1]), .canary(weight: Int(words[2]) ?? 0, route: .surge))
    case "back": return .rolledBack(to: try number(1), reason: "slow")
    case "back-good": return .rolledBack(to: try number(1), reason: nil, isGood: true)
    case "bad": return .markedBad(try version(words[1]), reason: words.dropFirst(2).first)
    case "good": return .markedGood(try version(words[1]))
    case "promote": return .promoted(try number(1))
    // There is one replica, unless a row says otherwise.
    case "canary":
      let route = words.dropFirst(3).first.flatMap { CanaryRoute($0, gateway: nil) } ?? .surge
      return .canaryStarted(try version(words[1]), weight: Int(words[2]) ?? 0, route: route)
    case "move": return .canaryStarted(nil, weight: Int(words[1]) ?? 0, route: nil)
    case "abort": return .canaryAborted
    case "end": return .canaryEnded
    case "replicas":
      return .configured(["replicas": Int(words[1]).map(Value.integer) ?? .string(words[1])], flags: [])
    case "unpinned": return .unpinned
    case "prune": return .pruned(keep: Int(words[1]) ?? 0, inUse: [])
    case "gone": return .removed
    case "open": return .leftOpen
    case "returned": return .returned([Tombstone(version: try version(words[1]), digest: "sha256:code")])
    default: return .located(source: text)
    }
  }

  /// An event behind a `!` is one that a person agreed to all the same.
  static func apply(_ text: String, to release: inout Release, _ marks: [BadMark] = []) throws {
    let isAccepted = text.hasPrefix("!")
    try release.apply(
      try event(isAccepted ? String(text.dropFirst()) : text),
      Consent(acceptsBad: isAccepted, unpins: isAccepted, marks: marks))
  }

  static func state(_ events: String) throws -> Release {
    var release = Release(workflow: "w")
    for text in events.split(separator: ",") { try apply(String(text), to: &release) }
    return release
  }

  /// What counts of a state, on one line.
  private static func shown(_ release: Release) -> String {
    var parts = release.versions.map { version in
      version.version.text + (version.digest == "sha256:other" ? "*" : "")
        + (version.fixes.map { " for \($0.text)" } ?? "")
    }
    if let live = release.live { parts.append("live \(live.text)") }
    if let pin = release.pin { parts.append("pinned \(pin.version.text)") }
    if let canary = release.canary {
      let route = canary.route == .surge ? "" : " by \(canary.route.name)"
      parts.append("canary \(canary.version.text) at \(canary.weight)\(route)")
    }
    let bad = release.badMarks.map(\.version.text)
    if !bad.isEmpty { parts.append("bad " + bad.joined(separator: " ")) }
    if !release.tombstones.isEmpty {
      parts.append("left " + release.tombstones.map(\.version.text).joined(separator: " "))
    }
    if !release.history.isEmpty {
      parts.append(
        "was " + release.history.map { "\($0.version.text) \($0.ending.rawValue)" }.joined(separator: " "))
    }
    return parts.joined(separator: ", ")
  }

  /// `older` is a tree from before there were network policies.
  @Test(arguments: [
    ("", "", nil, "kubernetes"), ("", "add 1.0", "kubernetes", "kubernetes"),
    ("", "stage 1.0", "kubernetes", "kubernetes"), ("", "carry 1.0", "kubernetes", "kubernetes"),
    ("returned 0.9", "add 1.0", "kubernetes", "kubernetes"), ("add 1.0", "open", "kubernetes", "kubernetes"),
    ("add 1.0,gone", "add 1.1", "kubernetes", "kubernetes"), ("older", "add 1.1", nil, "off"),
    ("older", "back", nil, "off"), ("older", "open", "off", "off"), ("older,open", "add 1.1", "off", "off"),
  ])
  func `the first render decides on network policies`(
    before: String, after: String, recorded: String?, usual: String
  ) throws {
    var release = Release(workflow: "w")
    for text in "\(before),\(after)".split(separator: ",") {
      guard text == "older" else {
        try release.apply(try Self.event(String(text)))
        continue
      }
      release = try Self.state("add 0.9,add 1.0")
      release.networkPolicy = nil
    }
    #expect(release.networkPolicy?.rawValue == recorded && release.usualNetworkPolicy.rawValue == usual)
    let settings: Mapping = ["networkPolicy": ["kind": .string(usual == "off" ? "kubernetes" : "off")]]
    let other = Effective(try release.applying(.configured(settings, flags: [])), live: nil).networkPolicy
    #expect(other.rawValue != usual)
  }

  @Test(arguments: [
    ("off", "kubernetes", "kubernetes"), ("off", "off", "off"), ("off", nil, "off"),
    ("kubernetes", "off", "kubernetes"),
  ])
  func `what settings close stays closed without them`(recorded: String, settings: String?, usual: String)
    throws
  {
    var release = try Self.state("add 1.0")
    release.networkPolicy = NetworkPolicySettings.Kind(rawValue: recorded)
    let values = settings.map { ["networkPolicy": ["kind": .string($0)]] as Mapping } ?? [:]
    try release.apply(.configured(values, flags: []))
    try release.apply(.configured([:], flags: []))
    #expect(release.usualNetworkPolicy.rawValue == usual)
  }

  static let three = "add 1.0,add 1.1,add 1.2"

  @Test(arguments: [
    // Versions come.
    ("", "add 1.0", "1.0, live 1.0"), ("", "stage 1.0", "1.0"),
    ("add 1.0", "add 1.1", "1.0, 1.1, live 1.1, was 1.0 raised"),
    ("add 1.0", "add 1.0", "1.0, live 1.0"), ("add 1.0", "stage 1.1", "1.0, 1.1, live 1.0"),
    // What waits is not new, so it still waits.
    ("add 1.0,stage 1.1", "add 1.1", "1.0, 1.1, live 1.0"),
    ("add 1.0,stage 1.1,stage 1.2", "add 1.3", "1.0, 1.1, 1.2, 1.3, live 1.3, was 1.0 raised"),
    ("add 1.0", "amend 1.0", "1.0*, live 1.0"), ("add 1.0,stage 1.1", "amend 1.1", "1.0, 1.1*, live 1.0"),
    ("add 1.0", "returned 0.9", "1.0, live 1.0, left 0.9"), ("add 1.0", "returned 1.0", "1.0, live 1.0"),
    ("returned 1.0", "add 1.0", "1.0, live 1.0"),
    // Back, and forward again.
    ("add 1.0,add 1.1", "back", "1.0, 1.1, live 1.0, pinned 1.0, bad 1.1, was 1.0 raised 1.1 rolled-back"),
    (
      three, "back 1.0",
      "1.0, 1.1, 1.2, live 1.0, pinned 1.0, bad 1.2, was 1.0 raised 1.1 raised 1.2 rolled-back"
    ),
    ("add 1.0", "back 1.0", "1.0, live 1.0, pinned 1.0"),
    (
      "add 1.0,add 1.1,back", "add 1.2",
      "1.0, 1.1, 1.2, live 1.0, pinned 1.0, bad 1.1, was 1.0 raised 1.1 rolled-back"
    ),
    (
      "add 1.0,add 1.1,back-good", "promote",
      "1.0, 1.1, live 1.1, was 1.0 raised 1.1 rolled-back 1.0 promoted"
    ),
    (
      three + ",back-good 1.0", "promote 1.1",
      "1.0, 1.1, 1.2, live 1.1, pinned 1.1, was 1.0 raised 1.1 raised 1.2 rolled-back 1.0 promoted"
    ),
    (
      "add 1.0,add 1.1,back-good", "unpin 1.1",
      "1.0, 1.1, live 1.1, was 1.0 raised 1.1 rolled-back 1.0 raised"
    ),
    ("add 1.0,add 1.1,back-good", "unpinned", "1.0, 1.1, live 1.0, was 1.0 raised 1.1 rolled-back"),
    ("add 1.0,stage 1.1", "promote", "1.0, 1.1, live 1.1, was 1.0 promoted"),
    ("stage 1.0", "promote", "1.0, live 1.0"),
    // From another environment.
    ("", "carry 1.0", "1.0, live 1.0"), ("add 1.0", "carry 1.1", "1.0, 1.1, live 1.1, was 1.0 raised"),
    (
      "add 1.0,stage 1.2", "carry 1.1",
      "1.0, 1.1, 1.2, live 1.1, pinned 1.1, was 1.0 raised"
    ),
    // A fix of what is live, while the source has gone on.
    ("add 1.0", "fix 1.0.1 1.0", "1.0, 1.0.1 for 1.0, live 1.0.1, was 1.0 raised"),
    ("add 1.0", "wait 1.0.1 1.0", "1.0, 1.0.1 for 1.0, live 1.0"),
    ("add 1.0,stage 1.1", "fix 1.0.1 1.0", "1.0, 1.0.1 for 1.0, 1.1, live 1.0.1, was 1.0 raised"),
    (
      "add 1.0,fix 1.0.1 1.0", "fix 1.0.2 1.0",
      "1.0, 1.0.1 for 1.0, 1.0.2 for 1.0.1, live 1.0.2, was 1.0 raised 1.0.1 raised"
    ),
    ("add 1.0,fix 1.0.1 1.0", "fix 1.0.1 1.0", "1.0, 1.0.1 for 1.0, live 1.0.1, was 1.0 raised"),
    // A pin is kept on its line, and what was gone back from stays where it is.
    (
      "add 1.0,add 1.1,back", "fix 1.0.1 1.0",
      "1.0, 1.0.1 for 1.0, 1.1, live 1.0.1, pinned 1.0.1, bad 1.1, was 1.0 raised 1.1 rolled-back 1.0 raised"
    ),
    (
      "add 1.0,fix 1.0.1 1.0,back 1.0", "fix 1.0.1 1.0",
      "1.0, 1.0.1 for 1.0, live 1.0, pinned 1.0, bad 1.0.1, was 1.0 raised 1.0.1 rolled-back"
    ),
    // The source is as it was before the fix.
    ("add 1.0,fix 1.0.1 1.0", "add 1.0", "1.0, 1.0.1 for 1.0, live 1.0.1, was 1.0 raised"),
    (
      "add 1.0,fix 1.0.1 1.0", "carry 1.1",
      "1.0, 1.0.1 for 1.0, 1.1, live 1.1, was 1.0 raised 1.0.1 raised"
    ),
    // A canary.
    ("add 1.0,stage 1.1", "canary 1.1 10", "1.0, 1.1, live 1.0, canary 1.1 at 10"),
    ("add 1.0,stage 1.1,canary 1.1 10", "canary 1.1 20", "1.0, 1.1, live 1.0, canary 1.1 at 20"),
    ("add 1.0,stage 1.1,canary 1.1 10", "abort", "1.0, 1.1, live 1.0"),
    ("add 1.0,stage 1.1,canary 1.1 10", "add 1.2", "1.0, 1.1, 1.2, live 1.0, canary 1.1 at 10"),
    // A weight alone moves it as it is; one from before there was a ceiling gets one.
    ("add 1.0,stage 1.1,canary 1.1 10", "move 20", "1.0, 1.1, live 1.0, canary 1.1 at 20"),
    (
      "replicas 4,add 1.0,stage 1.1,canary 1.1 10 split", "move 50",
      "1.0, 1.1, live 1.0, canary 1.1 at 50 by split"
    ),
    ("add 1.0,stage 1.1,canary 1.1 10 replicas", "move 20", "1.0, 1.1, live 1.0, canary 1.1 at 20"),
    (
      "add 1.0,stage 1.1,stage 1.2,canary 1.1 10", "canary 1.2 0 split",
      "1.0, 1.1, 1.2, live 1.0, canary 1.2 at 0 by split"
    ),
    // One replica cannot be split, but nothing is at a weight of 0.
    ("add 1.0,stage 1.1", "canary 1.1 0 split", "1.0, 1.1, live 1.0, canary 1.1 at 0 by split"),
    ("replicas unmanaged,add 1.0,stage 1.1", "canary 1.1 5", "1.0, 1.1, live 1.0, canary 1.1 at 5"),
    // It is promoted in two changes: its pods run on while those of the live version are replaced.
    (
      "add 1.0,stage 1.1,canary 1.1 10", "promote",
      "1.0, 1.1, live 1.1, canary 1.1 at 10, was 1.0 promoted"
    ),
    ("add 1.0,stage 1.1,canary 1.1 10,promote", "end", "1.0, 1.1, live 1.1, was 1.0 promoted"),
    (
      "add 1.0,stage 1.1,canary 1.1 10,promote", "add 1.2",
      "1.0, 1.1, 1.2, live 1.1, canary 1.1 at 10, was 1.0 promoted"
    ),
    (
      "add 1.0,stage 1.1,canary 1.1 10,promote", "back",
      "1.0, 1.1, live 1.0, pinned 1.0, bad 1.1, was 1.0 promoted 1.1 rolled-back"
    ),
    (
      "add 1.0,add 1.1,canary 1.0 10", "promote",
      "1.0, 1.1, live 1.0, pinned 1.0, canary 1.0 at 10, was 1.0 raised 1.1 promoted"
    ),
    // Another version than the canary ends it.
    (
      "add 1.0,stage 1.1,stage 1.2,canary 1.1 10", "promote 1.2",
      "1.0, 1.1, 1.2, live 1.2, was 1.0 promoted"
    ),
    // In a promoted environment.
    ("add 1.0", "carry-stage 1.1", "1.0, 1.1, live 1.0"), ("", "carry-stage 1.0", "1.0"),
    ("add 1.0", "carry-canary 1.1 10", "1.0, 1.1, live 1.0, canary 1.1 at 10"),
    ("add 1.0,carry-canary 1.1 10", "carry-canary 1.1 30", "1.0, 1.1, live 1.0, canary 1.1 at 30"),
    ("add 1.0,carry-canary 1.1 10", "carry-stage 1.2", "1.0, 1.1, 1.2, live 1.0, canary 1.1 at 10"),
    ("add 1.0,add 1.1", "carry-canary 1.0 10", "1.0, 1.1, live 1.1, canary 1.0 at 10, was 1.0 raised"),
    (
      "add 1.0,add 1.1,canary 1.0 10", "back 1.0",
      "1.0, 1.1, live 1.0, pinned 1.0, bad 1.1, was 1.0 raised 1.1 rolled-back"
    ),
    // A rollback ends a canary, and is no judgement of it.
    (
      "add 1.0,add 1.1,stage 1.2,canary 1.2 10", "back",
      "1.0, 1.1, 1.2, live 1.0, pinned 1.0, bad 1.1, was 1.0 raised 1.1 rolled-back"
    ),
    ("add 1.0,stage 1.1,canary 1.1 10", "back 1.0", "1.0, 1.1, live 1.0, pinned 1.0"),
    // Versions go.
    (
      three + ",add 1.3,add 1.4", "prune 4",
      "1.1, 1.2, 1.3, 1.4, live 1.4, left 1.0, was 1.0 raised 1.1 raised 1.2 raised 1.3 raised"
    ),
    (three, "prune 0", "1.0, 1.1, 1.2, live 1.2, was 1.0 raised 1.1 raised"),
    (
      "add 1.0,add 1.1,stage 1.2,stage 1.3,stage 1.4,stage 1.5", "prune 4",
      // What was live a moment ago is what an old ReplicaSet may still mount.
      "1.0, 1.1, 1.4, 1.5, live 1.1, left 1.2 1.3, was 1.0 raised"
    ),
    (
      three + ",add 1.3,add 1.4,back 1.0,stage 1.5", "prune 4",
      // The newest stays, though everything below it is in use.
      "1.0, 1.2, 1.3, 1.4, 1.5, live 1.0, pinned 1.0, bad 1.4, left 1.1, "
        + "was 1.0 raised 1.1 raised 1.2 raised 1.3 raised 1.4 rolled-back"
    ),
    (
      three + ",add 1.3,add 1.4,back-good 1.0,promote,back-good 1.1,promote", "prune 4",
      // As many others as a Deployment keeps, however often the live one comes back.
      "1.0, 1.1, 1.3, 1.4, live 1.4, left 1.2, was 1.0 raised 1.1 raised 1.2 raised 1.3 raised "
        + "1.4 rolled-back 1.0 promoted 1.4 rolled-back 1.1 promoted"
    ),
    ("add 1.0,add 1.1", "gone", "left 1.0 1.1, was 1.0 raised"),
  ])
  func `an event makes of a state`(before: String, event: String, after: String) throws {
    var release = try Self.state(before)
    try Self.apply(event, to: &release)
    #expect(Self.shown(release) == after)
  }

  @Test(arguments: [
    ("add 1.0", "other 1.0", "contentDiffers"), ("add 1.0,stage 1.1", "other 1.0", "contentDiffers"),
    ("stage 1.0,stage 1.1", "amend 1.0", "contentDiffers"), ("add 1.0", "add 1.0.0", "sameNumber"),
    ("returned 1.0", "add 1.0.0", "sameNumber"), ("returned 1.0", "other 1.0", "numberUsed"),
    ("add 1.1", "add 1.0", "lowerThanLive"), ("add 1.1", "carry 1.0", "lowerThanLive"),
    ("", "back", "nothingLive"), ("add 1.0", "back", "nothingBelow"),
    ("add 1.0,stage 1.1", "back 1.1", "aboveLive"), ("add 1.0", "back 0.1", "notInTree"),
    ("add 1.0,add 1.1,back", "back 1.0", "liveAlready"),
    ("add 1.0,stage 1.1,canary 1.1 5", "carry 1.2", "canaryActive"),
    ("add 1.0,stage 1.1,canary 1.1 5", "carry 1.1", "canaryActive"),
    ("add 1.0,stage 1.1,canary 1.1 5", "back", "nothingBelow"), ("", "promote", "nothingLive"),
    ("add 1.0", "promote", "liveAlready"), ("add 1.0,add 1.1", "promote 1.0", "belowLive"),
    ("add 1.0,stage 1.1,canary 1.1 5", "promote 1.0", "canaryActive"),
    ("add 1.0", "canary 1.0 5", "liveAlready"), ("add 1.0", "canary 1.1 5", "notInTree"),
    ("stage 1.0", "canary 1.0 5", "nothingLive"),
    ("add 1.0,stage 1.1", "canary 1.1 100", "weightOfAll"),
    ("add 1.0,stage 1.1,canary 1.1 5", "canary 1.1 5", "canaryAlready"), ("add 1.0", "abort", "noCanary"),
    ("add 1.0", "move 5", "nothingToMove"), ("add 1.0", "end", "noCanary"),
    ("add 1.0,stage 1.1", "canary 1.1 5 split", "cannotSplit"),
    ("replicas unmanaged,add 1.0,stage 1.1", "canary 1.1 5 split", "cannotSplit"),
    ("replicas unmanaged,add 1.0,stage 1.1", "canary 1.1 5 replicas", "cannotSplit"),
    ("add 1.0,stage 1.1,canary 1.1 0 split", "move 5", "cannotSplit"),
    ("replicas 4,add 1.0,stage 1.1,canary 1.1 5 split", "move 100", "weightOfAll"),
    ("add 1.0,stage 1.1,canary 1.1 5", "end", "notPromoted"),
    ("add 1.0,stage 1.1,canary 1.1 5,promote", "abort", "abortsPromoted"),
    ("add 1.0,stage 1.1,canary 1.1 5,promote", "promote", "promotedAlready"),
    ("add 1.0,stage 1.1,canary 1.1 5,promote", "move 50", "canaryPromoted"),
    ("add 1.0,stage 1.1,stage 1.2,canary 1.1 5,promote", "canary 1.2 5", "canaryPromoted"),
    ("add 1.0,stage 1.1,canary 1.1 5,promote", "carry 1.2", "canaryPromoted"),
    ("add 1.0,stage 1.1,canary 1.1 5,promote", "fix 1.1.1 1.1", "canaryPromoted"),
    ("", "carry-canary 1.0 5", "nothingLive"), ("add 1.0", "carry-canary 1.0 5", "liveAlready"),
    ("add 1.1", "carry-stage 1.0", "lowerThanLive"),
    ("add 1.0,add 1.1,gone", "promote 1.0", "leftTree"),
    ("", "fix 1.0.1 1.0", "otherLine"), ("add 1.1", "fix 1.0.1 1.0", "otherLine"),
    ("add 1.0", "fix 1.1 1.0", "offLine"), ("returned 1.0.1,add 1.0", "mend 1.0.1 1.0", "numberUsed"),
    ("add 1.0,fix 1.0.1 1.0", "mend 1.0.1 1.0", "contentDiffers"),
    ("add 1.0,fix 1.0.1 1.0", "other 1.0", "contentDiffers"),
    ("add 1.0,fix 1.0.1 1.0", "add 0.9", "lowerThanLive"),
    ("add 1.0.1", "fix 1.0 1.0", "lowerThanLive"),
    ("add 1.0,stage 1.1,canary 1.1 5", "fix 1.0.1 1.0", "canaryActive"),
  ])
  func `an event is refused and leaves the state as it is`(before: String, event: String, why: String) throws
  {
    var release = try Self.state(before)
    let old = release
    do {
      try release.apply(try Self.event(event))
      Issue.record("not refused: \(Self.shown(release))")
    } catch let refusal as Refusal {
      // The name of its case.
      #expect("\(refusal)".prefix { $0 != "(" } == why, "\(refusal)")
    }
    #expect(release == old)
  }

  @Test func `a history is as long as it may be`() throws {
    var release = Release(workflow: "w")
    for minor in 0..<50 { try release.apply(.rendered(try Self.candidate("1.\(minor)"), RenderedAs())) }
    #expect(release.history.count == Release.longestHistory)
    #expect(release.history.last?.version.text == "1.48")
  }

  @Test func `the names of sidecars are those of what was derived last`() throws {
    var release = Release(workflow: "w")
    try release.apply(.derived(DerivedFiles(files: ["a.yaml"], digest: "sha256:1"), sidecars: ["a", "b"]))
    #expect(release.sidecars == ["a", "b"])
    try release.apply(.derived(DerivedFiles(files: ["a.yaml"], digest: "sha256:2")))
    #expect(release.sidecars.isEmpty)
  }

  @Test func `the writer of derived files changes with their bytes alone`() throws {
    var release = Release(workflow: "w")
    try release.apply(.derived(DerivedFiles(files: ["a.yaml"], digest: "sha256:1", writer: "0.1.0")))
    try release.apply(.derived(DerivedFiles(files: ["a.yaml"], digest: "sha256:1", writer: "0.2.0")))
    #expect(release.derived.writer == "0.1.0")
    try release.apply(.derived(DerivedFiles(files: ["a.yaml"], digest: "sha256:2", writer: "0.2.0")))
    #expect(release.derived.writer == "0.2.0")
  }
}
