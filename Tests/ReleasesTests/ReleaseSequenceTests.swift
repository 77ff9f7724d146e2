import Rendering
import Settings
import TestSupport
import Testing
import WorkflowModel
import YAML

@testable import Releases

/// Random sequences of events, with what has to hold after each of them.
struct ReleaseSequenceTests {
  private static let sequences = 100_000
  private static let steps = 8

  private static let numbers = ["0.9", "1.0", "1.0.0", "1.0.1", "1.1", "1.2", "1.3", "1.4", "1.5", "2.0"]
    .compactMap { try? VersionNumber($0) }

  private static func event(_ random: inout SplitMix64) -> ReleaseEvent {
    func number() -> VersionNumber { numbers[Int.random(in: 0..<numbers.count, using: &random)] }
    func maybe() -> VersionNumber? { Bool.random(using: &random) ? number() : nil }
    func candidate() -> Candidate {
      let content = Int.random(in: 0...9, using: &random) == 0 ? "other" : "code"
      let number = number()
      return Candidate(version: number, digest: "\(content) \(number.text)", fileDigest: content)
    }
    func weight() -> Int { Int.random(in: 0...100, using: &random) }
    func route() -> CanaryRoute? {
      let routes: [CanaryRoute?] = [nil, .split, .surge, .replicas]
      return routes[Int.random(in: 0..<routes.count, using: &random)]
    }
    switch Int.random(in: 0...21, using: &random) {
    case 0...4:
      return .rendered(
        candidate(),
        RenderedAs(
          stage: Bool.random(using: &random), amend: Int.random(in: 0...3, using: &random) == 0,
          unpin: Int.random(in: 0...4, using: &random) == 0))
    case 5:
      let manners = [CarriedAs.live, .staged, .canary(weight: weight(), route: route())]
      return .carried(candidate(), manners[Int.random(in: 0..<manners.count, using: &random)])
    case 6:
      return .rolledBack(
        to: maybe(), reason: Bool.random(using: &random) ? "slow" : nil,
        isGood: Int.random(in: 0...3, using: &random) == 0)
    case 7: return .promoted(maybe())
    case 8, 9: return .canaryStarted(maybe(), weight: weight(), route: route())
    case 17: return .promoted(nil)
    case 18: return .canaryEnded
    case 19:
      let replicas = Int.random(in: 0...5, using: &random)
      return .configured(["replicas": replicas == 5 ? "unmanaged" : .integer(replicas)], flags: [])
    case 10: return .canaryAborted
    case 11: return .unpinned
    case 12: return .pruned(keep: Int.random(in: 0...6, using: &random), inUse: [])
    case 13: return .leftOpen
    case 14: return .markedBad(number(), reason: nil)
    case 15: return .markedGood(number())
    case 16:
      return .fixed(
        candidate(), line: number(), RenderedAs(stage: Int.random(in: 0...3, using: &random) == 0))
    case 20: return .renamed(from: "v")
    default: return .returned([Tombstone(version: number(), digest: "code \(number().text)")])
    }
  }

  /// What was agreed to beside an event, and what other environments say.
  private static func consent(_ random: inout SplitMix64) -> Consent {
    func rarely() -> Bool { Int.random(in: 0...4, using: &random) == 0 }
    let marks = rarely() ? [BadMark(numbers[Int.random(in: 0..<numbers.count, using: &random)], "late")] : []
    return Consent(acceptsBad: rarely(), unpins: rarely(), marks: marks)
  }

  /// What an event must not do, whatever the state.
  private static func problems(
    _ event: ReleaseEvent, _ consent: Consent, from old: Release, to new: Release
  ) -> [String] {
    var problems: [String] = []
    let started = [
      new.live == old.live ? nil : new.live,
      new.canary?.version == old.canary?.version ? nil : new.canary?.version,
    ].compactMap(\.self)
    let marks = (old.badMarks + consent.marks).map(\.version)
    for version in started
    where marks.contains(where: { $0.isSameNumber(as: version) }) && !consent.acceptsBad {
      problems.append("\(version.text), which is bad, runs")
    }
    if !consent.acceptsBad, let live = new.live, live != old.live, new.bad(live) != nil {
      problems.append("a bad version went live")
    }
    // A mark is cleared by a person alone, and outlives its version.
    for mark in old.badMarks where new.bad(mark.version) == nil {
      if case .markedGood = event {} else { problems.append("the mark of \(mark.version.text) is lost") }
    }
    if let pin = old.pin, pin.reason != nil, let live = new.live, live > pin.version, !consent.unpins {
      if case .rendered(_, let manner) = event, manner.unpin {
      } else if case .fixed(_, let line, _) = event, pin.version.isOnLine(of: line),
        new.pin?.reason == pin.reason
      {
        // Who pinned the line meant that it stays.
      } else {
        problems.append("the pin at \(pin.version.text) was passed")
      }
    }
    if case .rolledBack(nil, _, _) = event, let live = new.live, live != old.live {
      if !old.history.contains(where: { $0.version == live }) {
        problems.append("went back to what never was live")
      }
    }
    if case .rolledBack(_, _, false) = event, let left = old.live, left != new.live, new.bad(left) == nil {
      problems.append("\(left.text) was left and is not bad")
    }
    return problems
  }

  /// What is wrong with a state in itself.
  ///
  /// - Parameter isMerged: what has left on both sides with two contents is no more to be mended.
  private static func problems(_ release: Release, isMerged: Bool = false) -> [String] {
    var problems: [String] = []
    func check(_ holds: Bool, _ what: String) { if !holds { problems.append(what) } }
    func isThere(_ number: VersionNumber?) -> Bool { number.map { release[$0] != nil } ?? true }
    check(isThere(release.live), "live is there")
    check(isThere(release.canary?.version), "the canary is there")
    check(isThere(release.pin?.version), "what is pinned is there")
    check(release.pin == nil || release.pin?.version == release.live, "the live version is pinned")
    check(isMerged || release.recentlyLive.allSatisfy(isThere), "what was live a moment ago is there")
    check(release.versions.isEmpty || release.networkPolicy != nil, "its network policy is recorded")
    check(release.versions.allSatisfy { fix in fix.fixes.map { $0 < fix.version } ?? true }, "a fix is later")
    check(release.history.count <= Release.longestHistory, "the history is bounded")
    check(release.versions.map(\.version) == release.versions.map(\.version).sorted(), "versions ascend")
    for (position, number) in release.numbers.enumerated() {
      if isMerged, position >= release.versions.count { break }
      for other in release.numbers[..<position] where number.isSameNumber(as: other) {
        problems.append("\(number.text) is there once")
      }
    }
    return problems
  }

  /// What happens to a canary happens to nothing else, and it is never promoted and taken away at once.
  private static func problems(
    ofCanary event: ReleaseEvent, from old: Release, to new: Release
  ) -> [String] {
    var problems: [String] = []
    let isHeldAsBefore = new.live == old.live && new.pin == old.pin
    switch event {
    case .canaryStarted, .carried(_, .canary):
      if !isHeldAsBefore { problems.append("a canary changed what is live") }
      if new.isCanaryPromoted { problems.append("what is live was started as canary") }
      if old.isCanaryPromoted { problems.append("a promoted canary was not taken away first") }
      problems += self.problems(ofPods: new)
    case .canaryAborted, .canaryEnded:
      if !isHeldAsBefore || new.canary != nil { problems.append("more than the canary went") }
      let isEnd = if case .canaryEnded = event { true } else { false }
      if old.isCanaryPromoted != isEnd { problems.append("it was taken away by the other command") }
    case .carried(_, .staged):
      if !isHeldAsBefore || new.canary != old.canary { problems.append("what is staged does something") }
    case .promoted(nil) where old.canary != nil:
      if new.canary != old.canary || new.live != old.canary?.version {
        problems.append("the canary is not promoted, or went at once")
      }
    case .promoted: break
    default:
      if new.isCanaryPromoted, !old.isCanaryPromoted { problems.append("it was promoted unasked") }
    }
    return problems
  }

  /// A split takes the pods that there are, and a surge at most as many more as the ceiling allows.
  private static func problems(ofPods release: Release) -> [String] {
    guard let canary = release.canary, canary.route.countsPods, let pods = release.canaryPods else {
      return []
    }
    if canary.weight == 100 { return ["nothing is left for the live version"] }
    if canary.route == .surge, pods.canary > 10 { return ["\(pods.canary) pods are added"] }
    guard canary.route == .split, canary.weight > 0 else { return [] }
    let replicas = Effective(release, namespace: nil).replicas
    return pods.all == replicas ? [] : ["a split of \(replicas ?? 0) pods has \(pods.all ?? 0)"]
  }

  /// A fix leaves everything beside itself and what is live.
  private static func problems(ofFix after: Release, of before: Release) -> [String] {
    var problems: [String] = []
    if let live = before.live, after.live?.isOnLine(of: live) != true {
      problems.append("it leaves its line")
    }
    if let live = before.live, let now = after.live, now < live { problems.append("it goes back") }
    if after.canary != before.canary || (after.pin == nil) != (before.pin == nil) {
      problems.append("it changes canary or pin")
    }
    let others = after.versions.filter { $0.version != after.live }
    if before.versions.contains(where: { old in after[old.version] != old })
      || others.count > before.versions.count + 1
    {
      problems.append("it changes other versions")
    }
    return problems
  }

  @Test(.timeLimit(.minutes(5))) func `every state is sound`() throws {
    var random = SplitMix64.seeded(for: "events")
    var accepted = 0
    for sequence in 0..<Self.sequences {
      var release = Release(workflow: "w")
      var before = release
      for _ in 0..<Self.steps {
        let event = Self.event(&random)
        do {
          let consent = Self.consent(&random)
          let next = try release.applying(event, consent)
          accepted += 1
          var problems = Self.problems(next) + Self.problems(event, consent, from: release, to: next)
          problems += Self.problems(ofCanary: event, from: release, to: next)
          if case .pruned = event, next.newest != release.newest { problems.append("the newest stays") }
          if case .fixed = event { problems += Self.problems(ofFix: next, of: release) }
          if !problems.isEmpty {
            Issue.record("sequence \(sequence): \(event) of \(release): \(problems)")
            return
          }
          (before, release) = (release, next)
        } catch {}
      }
      // The text is slower by a thousand times.
      guard sequence.isMultiple(of: 50) else { continue }
      #expect(try LockFile.decode(try LockFile.encode(release), of: "w") == release)
      var (ours, theirs) = (release, release)
      for _ in 0..<3 {
        try? ours.apply(Self.event(&random))
        try? theirs.apply(Self.event(&random))
      }
      for side in [ReleaseMerge.Side.ours, .theirs] {
        let merge = ReleaseMerge(base: release, ours: ours, theirs: theirs, preference: side)
        guard let merged = try? merge.merged() else { continue }
        let wrong = Self.problems(merged, isMerged: true)
        #expect(wrong == [], "sequence \(sequence): \(before) | \(ours) | \(theirs)")
      }
    }
    #expect(accepted > Self.sequences * Self.steps / 3)
  }
}
