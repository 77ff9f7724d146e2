import Settings
package import WorkflowModel
import YAML

/// Merges two states of one workflow with a common base, which git cannot do with their locks.
package struct ReleaseMerge {
  package enum Side: Sendable {
    case ours
    case theirs
  }

  /// What both sides changed, each differently; choosing a side resolves it.
  package struct Conflict: Error, Hashable, Sendable {
    package let what: String
    package let ours: String
    package let theirs: String
  }

  private let base: Release?
  /// Without the versions that give way to others of their numbers.
  private let ours: Release
  private let theirs: Release
  private let preference: Side?
  /// The sides as they are.
  private let sides: (ours: Release, theirs: Release)
  /// The numbers that both sides gave to new code of their own, ascending.
  package let clashes: [NumberClash]
  /// Versions that give way, as their numbers stand for other code.
  package let withdrawn: [Tombstone]

  /// - Parameters:
  ///   - base: nil when the workflow is new on both sides.
  ///   - preference: the side that wins where both changed the same.
  ///   - keeper: the side whose numbers stand where both gave one to other code.
  ///   - published: what is released; its numbers stand, whoever has them. Nil when that is not known.
  ///   - losing: what gives way in the trees of other environments, and so here.
  package init(
    base: Release?, ours: Release, theirs: Release, preference: Side?, keeper: Side = .theirs,
    published: Release? = nil, losing: [Tombstone] = []
  ) {
    let numbers = NumberClashes(base, ours, theirs, keeper: keeper, published)
    (self.base, self.preference, sides) = (base, preference, (ours, theirs))
    clashes = numbers.clashes
    withdrawn = numbers.withdrawn.joined(with: losing)
    self.ours = ours.without(withdrawn, since: base)
    self.theirs = theirs.without(withdrawn, since: base)
  }

  /// What pods of either side run, which stays while the merge is rolled out.
  package var inUse: [VersionNumber] { sides.ours.inUse + sides.theirs.inUse }
  package var overlaysInUse: [String] { [ours.overlay, theirs.overlay].compactMap(\.self) }

  /// Whether one side's overlay wins over another one, which held what that side has changed.
  package var choosesOverlay: Bool {
    ours.overlay != theirs.overlay && base?.overlay != ours.overlay && base?.overlay != theirs.overlay
  }

  /// The canary that ends, as the version that it was gives way.
  package var lostCanary: VersionNumber? {
    zip([sides.ours, sides.theirs], [ours, theirs]).first { $0.canary != nil && $1.canary == nil }?.0.canary?
      .version
  }

  /// Versions that were in the tree on either side and give way, ascending.
  package var lost: [Tombstone] {
    lost(by: sides.ours).map(Tombstone.init).joined(with: lost(by: sides.theirs).map(Tombstone.init))
  }

  /// Fixes that give way, each with its side; without those that a later one of that side was made of.
  package var lostFixes: [(version: VersionNumber, side: Side)] {
    [(sides.ours, Side.ours), (sides.theirs, .theirs)].flatMap { release, side in
      lost(by: release).filter { fix in
        fix.fixes != nil && !release.versions.contains { $0.fixes == fix.version }
      }.map { (version: $0.version, side: side) }
    }
  }

  private func lost(by side: Release) -> [RetainedVersion] {
    side.versions.filter { withdrawn.holds(Tombstone($0)) }
  }

  /// Whether no version holds the source that both sides gave code to.
  package var needsNumber: Bool {
    bothAddedCode || (lost(by: sides.ours) + lost(by: sides.theirs)).contains { $0.fixes == nil }
  }

  /// Whether both sides added code, so that no version holds the code of both.
  package var bothAddedCode: Bool {
    let (mine, others) = (added(by: sides.ours), added(by: sides.theirs))
    return !mine.isSubset(of: others) && !others.isSubset(of: mine)
  }

  /// Whether what either side added went live there.
  package var raisesLive: Bool {
    [sides.ours, sides.theirs].contains { side in
      side.live.flatMap { side[$0] }.map { added(by: side).contains($0.digest) } ?? false
    }
  }

  /// What a side rendered of the workflow's source, which fixes are made beside.
  private func added(by side: Release) -> Set<String> {
    Set(side.versions.filter { $0.fixes == nil }.map(\.digest)).subtracting(
      (base?.versions ?? []).map(\.digest))
  }

  package func merged() throws(Conflict) -> Release {
    var merged = Release(workflow: ours.workflow)
    merged.source = try pick("source", \.source) { $0 ?? "none" }
    merged.renamedFrom = try pick("the name before", \.renamedFrom) { $0 ?? "none" }
    merged.settings = try settings()
    merged.flags = flags(merged.settings)
    merged.overlay = try pick("config overlay", \.overlay) { $0 ?? "none" }
    merged.overlays =
      ours.overlays
      + theirs.overlays.filter { overlay in
        !ours.overlays.contains { $0.name == overlay.name }
      }
    // What either side has written is ours to remove; what it comes to now has no digest yet, and no names of sidecars.
    merged.derived = DerivedFiles(
      files: Set(ours.derived.files + theirs.derived.files).sorted { $0.precedesByBytes($1) })
    merged.networkPolicy = try pick("network policy", \.networkPolicy) { $0?.rawValue ?? "none" }
    mergeVersions(into: &merged)
    try mergeState(into: &merged)
    mergeHistory(into: &merged)
    let isOurs = merged.pin == ours.pin && merged.canary == ours.canary
    merged.unknown = try UnknownFields.merged(
      base?.unknown, ours.unknown, theirs.unknown, taken: isOurs ? .ours : .theirs
    ) { key, mine, other throws(Conflict) in
      try choose("`\(key)`", mine, other, Self.text)
    }
    return merged
  }

  /// In the order of the settings, and behind them those that a newer tntc recorded.
  private func flags(_ settings: Mapping) -> [String] {
    let known = SettingField.keys
    let given = Set(ours.flags + theirs.flags)
    let others = (ours.flags + theirs.flags.filter { !ours.flags.contains($0) }).filter {
      !known.contains($0)
    }
    return known.filter { given.contains($0) && settings[$0] != nil } + others
  }

  private func mergeVersions(into merged: inout Release) {
    let stones = ours.tombstones.joined(with: theirs.tombstones)
    let known = stones.joined(with: (ours.versions + theirs.versions).map(Tombstone.init))
    let all = (ours.versions + theirs.versions.filter { ours[$0.version] == nil }).map { version in
      var version = version
      version.bad = mark(of: Tombstone(version))
      return version
    }
    merged.versions = all.filter { version in
      inUse.contains(version.version) || !stones.contains { $0.version == version.version }
    }.sorted { $0.version < $1.version }
    merged.tombstones = stones.filter { merged[$0.version] == nil }.map { stone in
      var stone = known.first { $0.isSame(as: stone) } ?? stone
      if base?.bad(stone.version) != nil { stone.bad = mark(of: stone) }
      return stone
    }
  }

  /// Why a version is bad: a mark of either side stays, unless the other one cleared what both came from. Another
  /// content of the same number has marks of its own.
  private func mark(of version: Tombstone) -> String? {
    func reason(_ side: Release?) -> String? {
      guard let side, side.digests(of: version.version).contains(version.digest) else { return nil }
      return side.bad(version.version)?.reason
    }
    let (mine, other) = (reason(ours), reason(theirs))
    guard let old = reason(base) else { return mine ?? other }
    return mine == old ? other : other == old ? mine : mine ?? other
  }

  /// What happened on their side is behind what happened on ours, and behind both what was live on a side that
  /// does not win: its pods are there.
  private func mergeHistory(into merged: inout Release) {
    let (mine, others) = (Self.news(of: ours, since: base), Self.news(of: theirs, since: base))
    let both = zip(mine, others).prefix { $0 == $1 }.count
    merged.history = ours.history
    merged.remember(Array(others.dropFirst(both)))
    for lost in [ours.live, theirs.live].compactMap(\.self)
    where lost != merged.live && !merged.recentlyLive.contains(lost) {
      let isBack = merged.live.map { $0 < lost } ?? false
      merged.remember([PastVersion(lost, isBack ? .rolledBack : .raised)])
    }
  }

  /// What a side remembers beyond the state that both came from, whose oldest it may have forgotten.
  private static func news(of side: Release, since base: Release?) -> ArraySlice<PastVersion> {
    let known = base?.history ?? []
    let common = (0...side.history.count).last { known.suffix($0).elementsEqual(side.history.prefix($0)) }
    return side.history.dropFirst(common ?? 0)
  }

  /// Live version, pin and canary belong together.
  private struct State: Hashable {
    let live: VersionNumber?
    let pin: Pin?
    let canary: Canary?

    init(_ release: Release) {
      (live, pin, canary) = (release.live, release.pin, release.canary)
    }

    var running: [VersionNumber] { [live, canary?.version].compactMap(\.self) }

    var text: String {
      let pinned = pin == nil ? "" : ", pinned"
      let canary = canary.map { ", canary \($0.version.text) at \($0.weight) %" } ?? ""
      return "live \(live?.text ?? "none")\(pinned)\(canary)"
    }

    /// Nothing but a newer version that went live.
    var isPlain: Bool { pin == nil && canary == nil }
  }

  private func mergeState(into merged: inout Release) throws(Conflict) {
    let (old, mine, other) = (base.map(State.init), State(ours), State(theirs))
    let state: State
    if mine == other {
      state = mine
    } else if let side = successor(old, mine, other), bad(runBy: side) == nil {
      state = side == .ours ? mine : other
    } else {
      let marks = [Side.ours, .theirs].compactMap(bad).map {
        ", and \($0.version.text) is bad (\($0.reason))"
      }
      state = try choose("what is live" + marks.joined(), mine, other, \.text)
    }
    (merged.live, merged.pin, merged.canary) = (state.live, state.pin, state.canary)
  }

  /// The side whose state follows on that of the other one, so that nobody has to choose.
  private func successor(_ old: State?, _ mine: State, _ other: State) -> Side? {
    if other == old { return .ours }
    if mine == old { return .theirs }
    guard mine.isPlain, other.isPlain, old?.isPlain ?? true, let left = mine.live, let right = other.live
    else { return nil }
    let (side, winner, loser) = left > right ? (Side.ours, ours, theirs) : (.theirs, theirs, ours)
    // A person has to check whether the higher version has the fix.
    return winner.mayLackFix(of: loser) ? nil : side
  }

  /// A version that one side alone runs, without knowing that the other one calls it bad.
  private func bad(runBy side: Side) -> BadMark? {
    let (own, other) = side == .ours ? (ours, theirs) : (theirs, ours)
    let runs = State(other).running
    for version in State(own).running where !runs.contains(version) && own.bad(version) == nil {
      if let retained = own[version], let reason = mark(of: Tombstone(retained)) {
        return BadMark(version, reason)
      }
    }
    return nil
  }

  private func settings() throws(Conflict) -> Mapping {
    var merged = Mapping()
    // The digest of templates follows from the folder that the merged settings name.
    for field in SettingField.configurable {
      let values = (base?.settings[field], ours.settings[field], theirs.settings[field])
      if values.1 == values.2 || values.2 == values.0 {
        merged[field] = values.1
      } else if values.1 == values.0 {
        merged[field] = values.2
      } else {
        merged[field] = try choose("`\(field.key)`", values.1, values.2, Self.text)
      }
    }
    return merged
  }

  private static func text(_ value: Value?) -> String {
    value.map { $0.text ?? JSON.compact($0) } ?? "none"
  }

  private func pick<Field: Equatable>(
    _ what: String, _ field: (Release) -> Field, _ text: (Field) -> String
  ) throws(Conflict) -> Field {
    let (old, mine, other) = (base.map(field), field(ours), field(theirs))
    if mine == other || other == old { return mine }
    if mine == old { return other }
    return try choose(what, mine, other, text)
  }

  private func choose<Field>(
    _ what: String, _ mine: Field, _ other: Field, _ text: (Field) -> String
  ) throws(Conflict) -> Field {
    switch preference {
    case .ours?: return mine
    case .theirs?: return other
    case nil: throw Conflict(what: what, ours: text(mine), theirs: text(other))
    }
  }
}
