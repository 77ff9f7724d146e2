import Rendering
import Settings
import Testing
import WorkflowModel
import YAML

@testable import Comparison
@testable import Releases
@testable import Tree

/// Two states of a release, and what happened between them.
struct ActFinderTests {
  private func version(_ text: String) throws -> VersionNumber { try VersionNumber(text) }

  /// - Parameter versions: numbers, each with its code after a colon where that is not the usual one.
  private func release(_ versions: String..., live: String? = nil) throws -> Release {
    var release = Release(workflow: "w")
    for text in versions {
      let parts = text.split(separator: ":").map(String.init)
      release.versions.append(
        RetainedVersion(
          version: try version(parts[0]), digest: "sha256:\(parts.last ?? "")", fileDigest: "f\(text)"))
    }
    release.live = try live.map(version)
    release.settings = ["image": "engine:1"]
    return release
  }

  private func acts(
    _ before: Release, _ after: Release, hasOtherManifests: Bool = true, move: NamespaceMove? = nil
  ) -> [Act] {
    ActFinder(before: before, after: after, hasOtherManifests: hasOtherManifests, move: move).acts
  }

  @Test func `versions that go live and stop`() throws {
    let (one, two) = (try version("1.0"), try version("1.1"))
    let both = try release("1.0", "1.1", live: "1.0")
    let newer = try release("1.0", "1.1", live: "1.1")
    let none = try release("1.0", "1.1")
    #expect(acts(both, newer) == [.raised(from: one, to: two)])
    #expect(acts(newer, both) == [.loweredTo(one, from: two)])
    #expect(acts(none, both) == [.wentLive(one)])
    #expect(acts(both, none) == [.stopped(one)])
    #expect(acts(none, none, hasOtherManifests: false) == [])
  }

  @Test func `numbers are compared as numbers`() throws {
    let (nine, ten) = (try version("1.9"), try version("1.10"))
    let before = try release("1.9", "1.10", live: "1.9")
    let after = try release("1.9", "1.10", live: "1.10")
    #expect(acts(before, after) == [.raised(from: nine, to: ten)])
    #expect(acts(after, before) == [.loweredTo(nine, from: ten)])
  }

  @Test func `other code under the same number`() throws {
    let before = try release("1.0", "1.1", live: "1.1")
    #expect(acts(before, try release("1.0", "1.1:other", live: "1.1")) == [.replaced(try version("1.1"))])
    #expect(acts(before, try release("1.0:other", "1.1", live: "1.1")) == [.replaced(try version("1.0"))])
  }

  @Test func `a canary begins, moves and ends`() throws {
    let one = try version("1.1")
    func canary(_ weight: Int, _ route: CanaryRoute = .replicas) -> Canary {
      Canary(one, weight: weight, route: route)
    }
    let plain = try release("1.0", "1.1", live: "1.0")
    func with(_ canary: Canary) -> Release {
      var release = plain
      release.canary = canary
      return release
    }
    let gateway = try #require(Gateway("infra/public", hostname: "w.example.com"))
    #expect(acts(plain, with(canary(10))) == [.canaryStarted(canary(10))])
    #expect(acts(with(canary(10)), with(canary(50))) == [.canaryMoved(from: canary(10), to: canary(50))])
    #expect(
      acts(with(canary(10)), with(canary(10, .gateway(gateway))))
        == [.canaryMoved(from: canary(10), to: canary(10, .gateway(gateway)))])
    #expect(acts(with(canary(10)), with(canary(10)), hasOtherManifests: false) == [])
    #expect(acts(with(canary(10)), plain) == [.canaryEnded(one)])
    #expect(
      acts(with(canary(10)), try release("1.0", "1.1", live: "1.1"))
        == [.canaryPromoted(one, from: try version("1.0"))])
    // In two changes.
    var promoted = with(canary(10))
    promoted.live = one
    #expect(acts(with(canary(10)), promoted) == [.canaryPromoted(one, from: try version("1.0"))])
    #expect(acts(promoted, try release("1.0", "1.1", live: "1.1")) == [.canaryFinished(one)])
    #expect(acts(promoted, plain) == [.loweredTo(try version("1.0"), from: one), .canaryEnded(one)])
    // Another one goes live while it runs: it did not win.
    #expect(
      acts(with(canary(10)), try release("1.0", "1.1", "1.2", live: "1.2"))
        == [.raised(from: try version("1.0"), to: try version("1.2")), .canaryEnded(one)])
    var other = try release("1.0", "1.1:other", live: "1.0")
    other.canary = canary(10)
    #expect(acts(with(canary(10)), other) == [.canaryMoved(from: canary(10), to: canary(10))])
  }

  @Test func `pins come, change and go`() throws {
    let one = try version("1.0")
    let plain = try release("1.0", "1.1", live: "1.0")
    var pinned = plain
    pinned.pin = Pin(one, reason: "alerts")
    var again = plain
    again.pin = Pin(one, reason: "more alerts")
    #expect(acts(plain, pinned) == [.pinned(Pin(one, reason: "alerts"))])
    #expect(acts(pinned, again) == [.pinned(Pin(one, reason: "more alerts"))])
    #expect(acts(pinned, plain) == [.unpinned(Pin(one, reason: "alerts"))])
    var other = plain
    other.pin = Pin(try version("1.1"))
    #expect(acts(pinned, other) == [.unpinned(Pin(one, reason: "alerts")), .pinned(Pin(try version("1.1")))])
    #expect(acts(pinned, pinned, hasOtherManifests: false) == [])
  }

  @Test func `marks come, change and go, in the tree and after it`() throws {
    let plain = try release("1.0", "1.1", live: "1.0")
    func with(_ reason: String) -> Release {
      var release = plain
      release.versions[1].bad = reason
      return release
    }
    let mark = BadMark(try version("1.1"), "slow")
    let bad = with("slow")
    #expect(acts(plain, bad) == [.markedBad(mark)])
    #expect(acts(bad, with("wrong")) == [.markedBad(BadMark(try version("1.1"), "wrong"))])
    #expect(acts(bad, plain) == [.markedGood(mark)])
    var left = bad
    left.versions.removeLast()
    left.tombstones = [Tombstone(bad.versions[1])]
    #expect(acts(bad, left) == [.dropped([try version("1.1")])])
  }

  @Test func `versions are added and leave`() throws {
    let before = try release("1.0", "1.1", live: "1.1")
    #expect(
      acts(before, try release("1.0", "1.1", "1.2", "1.3", live: "1.1"))
        == [.staged([try version("1.2"), try version("1.3")])])
    #expect(acts(before, try release("1.1", live: "1.1")) == [.dropped([try version("1.0")])])
    #expect(
      acts(before, try release("1.1", "1.2", live: "1.2"))
        == [.raised(from: try version("1.1"), to: try version("1.2")), .dropped([try version("1.0")])])
  }

  @Test func `image, namespace and settings`() throws {
    let before = try release("1.0", live: "1.0")
    func with(_ key: SettingField, _ value: Value?) -> Release {
      var release = before
      release.settings[key] = value
      return release
    }
    #expect(acts(before, with(.image, "engine:2")) == [.imageChanged(from: "engine:1", to: "engine:2")])
    #expect(
      acts(before, with(.image, nil)) == [.imageChanged(from: "engine:1", to: "tentacular-engine:latest")])
    #expect(
      acts(before, with(.namespace, "apps"), move: NamespaceMove(from: nil, to: "apps"))
        == [.namespaceChanged(from: nil, to: "apps")])
    #expect(NamespaceMove(from: "a", to: "a") == nil && NamespaceMove(from: nil, to: nil) == nil)
    #expect(acts(before, with(.replicas, 3)) == [.settingsChanged(["replicas"])])
    var several = with(.replicas, 3)
    several.settings[.labels] = ["a": "b"]
    several.settings[.keep] = 5
    #expect(acts(before, several) == [.settingsChanged(["replicas", "labels", "keep"])])
    let old = with(.patches, ["a": ["patch": 1], "b": ["patch": 1]])
    let new = with(.patches, ["b": ["patch": 2], "c": ["patch": 1]])
    #expect(acts(old, new) == [.patchesChanged(added: ["c"], changed: ["b"], takenBack: ["a"])])
    var overlaid = before
    overlaid.overlay = "0123"
    #expect(acts(before, overlaid) == [.configChanged])
  }

  @Test func `what is left when nothing else happened`() throws {
    let before = try release("1.0", live: "1.0")
    var moved = before
    moved.source = "b/w"
    #expect(acts(before, before) == [.manifestsChanged])
    #expect(acts(before, moved, hasOtherManifests: false) == [.sourceMoved(from: nil, to: "b/w")])
    #expect(acts(before, moved) == [.manifestsChanged])
    var recorded = before
    recorded.flags = ["image"]
    #expect(acts(before, recorded, hasOtherManifests: false) == [.recorded])
    #expect(acts(before, before, hasOtherManifests: false) == [])
    let touched = ActFinder(
      before: before, after: recorded, hasOtherManifests: true, touched: ["versions/1.0.yaml"])
    #expect(touched.acts == [.touched(files: ["versions/1.0.yaml"])])
  }

  @Test func `a workflow that is new tells what waits, what is pinned and what runs as canary`() throws {
    var release = try release("1.0", "1.1", live: "1.0")
    #expect(ActFinder.first(release) == [.staged([try version("1.1")])])
    release.canary = Canary(try version("1.1"), weight: 10, route: .replicas)
    release.pin = Pin(try version("1.0"))
    release.settings[.replicas] = 3
    #expect(
      ActFinder.first(release)
        == [
          .canaryStarted(Canary(try version("1.1"), weight: 10, route: .replicas)),
          .pinned(Pin(try version("1.0"))),
        ])
  }

  @Test func `every kind has a name of its own`() throws {
    let one = try version("1.0")
    let canary = Canary(one, weight: 1, route: .replicas)
    let all: [Act] = [
      .added(live: nil), .removed(live: nil), .raised(from: one, to: one), .loweredTo(one, from: one),
      .wentLive(one), .stopped(one), .canaryPromoted(one, from: one), .replaced(one), .canaryStarted(canary),
      .canaryMoved(from: canary, to: canary), .canaryEnded(one), .canaryFinished(one),
      .pinned(Pin(one)), .unpinned(Pin(one)),
      .markedBad(BadMark(one, "")), .markedGood(BadMark(one, "")),
      .staged([one]),
      .imageChanged(from: "", to: ""), .namespaceChanged(from: nil, to: nil), .configChanged,
      .patchesChanged(added: [], changed: [], takenBack: []), .settingsChanged([]),
      .dropped([one]), .touched(files: []), .manifestsChanged, .sourceMoved(from: nil, to: nil), .recorded,
    ]
    #expect(Set(all.map(\.kind)).count == all.count)
  }
}
