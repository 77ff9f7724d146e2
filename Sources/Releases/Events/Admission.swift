import Settings
package import WorkflowModel
import YAML

/// A version as it comes from a workflow directory.
package struct Candidate: Sendable {
  package let version: VersionNumber
  package let digest: String
  /// Digest of the file that the version would get.
  package let fileDigest: String

  package init(version: VersionNumber, digest: String, fileDigest: String) {
    self.version = version
    self.digest = digest
    self.fileDigest = fileDigest
  }
}

/// What rendering a version did to the list of versions.
package enum Admission: Hashable, Sendable {
  case added
  case amended
  /// It is in the tree already, with the same content.
  case known
  /// It is not: this environment gets versions by `tntc promote` only.
  case withheld
}

/// How a version is to be admitted.
package struct AdmissionOptions: Sendable {
  package var stage = false
  package var amend = false

  package init() {}
}

extension Release {
  /// How many versions and overlays stay.
  package var keep: Int {
    guard case .integer(let count)? = settings[.keep] else { return Retention.usual }
    return count
  }

  /// Takes `candidate` in by the rules of the tree: a number stands for one content for ever.
  ///
  /// - Parameter differingFiles: names the files that differ from the version in the tree.
  package mutating func admit(
    _ candidate: Candidate, _ options: AdmissionOptions, differingFiles: () -> [String]
  ) throws(Refusal) -> Admission {
    let version = candidate.version
    if let live, version < live {
      let below = self[version] ?? versions.last { $0.version < live }
      throw .lowerThanLive(version, live: live, back: below.map { wayBack(to: $0.version) })
    }
    if let taken = taken(version) { throw .sameNumber(version, existing: taken) }
    if let existing = self[version] {
      return try readmit(candidate, existing, options, differingFiles)
    }
    if let tombstone = tombstones.first(where: { $0.version == version }) {
      guard tombstone.digest == candidate.digest else { throw .numberUsed(version) }
      tombstones.removeAll { $0.version == version }
    }
    insert(candidate)
    if !options.stage { live = version }
    return .added
  }

  /// A version in the tree or among the tombstones with this number in another spelling.
  private func taken(_ version: VersionNumber) -> VersionNumber? {
    (versions.map(\.version) + tombstones.map(\.version)).first {
      $0.isSameNumber(as: version) && $0.text != version.text
    }
  }

  private mutating func readmit(
    _ candidate: Candidate, _ existing: RetainedVersion, _ options: AdmissionOptions,
    _ differingFiles: () -> [String]
  ) throws(Refusal) -> Admission {
    if existing.digest == candidate.digest { return .known }
    let isNewest = newest == candidate.version
    guard options.amend, isNewest else {
      throw .contentDiffers(candidate.version, files: differingFiles(), isNewest: isNewest)
    }
    versions.removeAll { $0.version == candidate.version }
    insert(candidate)
    return .amended
  }

  private mutating func insert(_ candidate: Candidate) {
    versions.append(
      RetainedVersion(
        version: candidate.version, digest: candidate.digest, fileDigest: candidate.fileDigest))
    versions.sort { $0.version < $1.version }
  }

  /// Drops the oldest versions beyond `keep` and leaves their tombstones.
  ///
  /// - Parameter inUse: versions that stay whatever their age: the live one, and the one that was
  ///   live before, whose ConfigMap is still mounted.
  package mutating func retain(_ keep: Int, inUse: [VersionNumber]) -> [VersionNumber] {
    var excess = versions.count - max(keep, Retention.least)
    var dropped: [VersionNumber] = []
    for retained in versions where excess > 0 && !inUse.contains(retained.version) {
      dropped.append(retained.version)
      excess -= 1
    }
    drop(dropped)
    return dropped
  }

  /// Takes versions out of the tree; their numbers stay taken.
  package mutating func drop(_ dropped: [VersionNumber]) {
    for retained in versions where dropped.contains(retained.version) {
      tombstones.append(Tombstone(version: retained.version, digest: retained.digest))
    }
    versions.removeAll { dropped.contains($0.version) }
    tombstones.sort { $0.version < $1.version }
  }
}
