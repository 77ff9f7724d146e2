import Rendering
import Settings
import WorkflowModel

/// The rules for which versions there are: a number stands for one content for ever.
extension Release {
  mutating func admit(
    _ candidate: Candidate, _ manner: RenderedAs, _ consent: Consent
  ) throws(Refusal) {
    let version = candidate.version
    if manner.unpin { pin = nil }
    if isNew { networkPolicy = usualNetworkPolicy }
    if let live, version < live {
      // A fix is live, and the source is as it was: it is in the tree, and there is nothing to do.
      if self[live]?.fixes != nil, let existing = self[version] {
        return try readmit(candidate, existing, manner)
      }
      let below = self[version] ?? versions.last { $0.version < live && $0.bad == nil }
      throw .lowerThanLive(version, live: live, back: below?.bad == nil ? below?.version : nil)
    }
    if let taken = taken(version) { throw .sameNumber(version, existing: taken) }
    let existing = self[version]
    if let existing {
      try readmit(candidate, existing, manner)
    } else {
      let tombstone = tombstones.first { $0.version == version }
      if let tombstone, tombstone.digest != candidate.digest { throw .numberUsed(version) }
      tombstones.removeAll { $0.version == version }
      insert(candidate, bad: tombstone?.bad)
    }
    if manner.unpin ? !holdsNewVersions : existing == nil && !manner.stage && !holdsNewVersions {
      if version != live { try accept(version, consent) }
      makeLive(version, .raised)
    }
  }

  /// A version in the tree or among the tombstones with this number in another spelling.
  private func taken(_ version: VersionNumber) -> VersionNumber? {
    numbers.first { $0.isSameNumber(as: version) && $0.text != version.text }
  }

  private mutating func readmit(
    _ candidate: Candidate, _ existing: RetainedVersion, _ manner: RenderedAs
  ) throws(Refusal) {
    if existing.digest == candidate.digest { return }
    let isNewest = newest == candidate.version
    guard manner.amend, isNewest else {
      throw .contentDiffers(candidate.version, files: [], isNewest: isNewest)
    }
    versions.removeAll { $0.version == candidate.version }
    // Other content does not remove a bad mark from the number.
    insert(candidate, bad: existing.bad)
  }

  private mutating func insert(_ candidate: Candidate, bad: String?) {
    versions.append(
      RetainedVersion(
        version: candidate.version, digest: candidate.digest, fileDigest: candidate.fileDigest,
        parts: candidate.parts, bad: bad, fixes: candidate.fixes))
    versions.sort { $0.version < $1.version }
  }

  /// Drops the oldest versions beyond `keep` and leaves their tombstones. The newest always stays: it may have been
  /// added just now.
  ///
  /// - Parameter inUse: versions that stay whatever their age, beside those that run here or did so a moment ago: old
  ///   pods still mount their ConfigMaps.
  mutating func retain(_ keep: Int, inUse others: [VersionNumber]) {
    let inUse = Set(inUse + recentlyLive + others + [newest, rollbackTarget()].compactMap(\.self))
    var excess = versions.count - max(keep, Retention.least)
    var dropped: Set<VersionNumber> = []
    for retained in versions where excess > 0 && !inUse.contains(retained.version) {
      dropped.insert(retained.version)
      excess -= 1
    }
    drop { dropped.contains($0.version) }
  }

  /// Takes versions out of the tree; their numbers stay taken.
  private mutating func drop(_ isDropped: (RetainedVersion) -> Bool) {
    let dropped = versions.filter(isDropped)
    if dropped.isEmpty { return }
    tombstones = (tombstones + dropped.map(Tombstone.init)).sorted()
    versions.removeAll(where: isDropped)
  }

  mutating func leave() {
    drop { _ in true }
    (live, pin, canary, overlay) = (nil, nil, nil, nil)
    overlays = []
    derived = DerivedFiles()
  }

  /// What the release knows itself is left as it is.
  mutating func bury(_ removed: [Tombstone]) {
    let known = Set(numbers)
    let others = removed.filter { !known.contains($0.version) }
    if !others.isEmpty { tombstones = (tombstones + others).sorted() }
  }

  mutating func lose(_ files: Set<String>) {
    drop { files.contains(ReleaseNames.versionFile($0.version)) }
    overlays.removeAll { files.contains(ReleaseNames.overlayFile($0.name)) }
  }

  // MARK: Overlays

  mutating func bringIntoForce(_ overlay: RetainedOverlay?) {
    if let overlay, self.overlay != overlay.name {
      let inTree = overlays.first { $0.name == overlay.name }
      overlays.removeAll { $0.name == overlay.name }
      overlays.append(inTree ?? overlay)
    }
    self.overlay = overlay?.name
  }

  /// Drops the overlays that were in force longest ago, beyond the number that stays.
  ///
  /// - Parameter running: overlays of the running pods, which stay.
  mutating func retainOverlays(running: [String]) {
    var excess = overlays.count - max(keep, Retention.least)
    overlays.removeAll { retained in
      guard excess > 0, retained.name != overlay, !running.contains(retained.name) else { return false }
      excess -= 1
      return true
    }
  }

  // MARK: Derived files

  /// The writer changes only when the bytes do.
  mutating func derive(_ files: DerivedFiles) {
    let isSame = derived.digest == files.digest && derived.files == files.files
    derived = isSame ? derived : files
  }
}
