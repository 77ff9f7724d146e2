import Rendering
package import WorkflowModel
import YAML

/// A version whose file is in the tree.
package struct RetainedVersion: Hashable, Sendable {
  package let version: VersionNumber
  /// Digest of the source files.
  package let digest: String
  /// Digest of the write-once file itself.
  package let fileDigest: String
  /// How many ConfigMaps the file holds; more than one for a version that one could not take.
  package let parts: Int
  /// Why it must not go live again; nil for a version that may.
  package internal(set) var bad: String?
  /// The version that it is a fix of, made of that and not of the workflow's source; nil for every other.
  package let fixes: VersionNumber?

  package init(
    version: VersionNumber, digest: String, fileDigest: String, parts: Int = 1, bad: String? = nil,
    fixes: VersionNumber? = nil
  ) {
    (self.version, self.digest, self.fileDigest) = (version, digest, fileDigest)
    (self.parts, self.bad, self.fixes) = (parts, bad, fixes)
  }
}

/// A version that left the tree.
package struct Tombstone: Hashable, Sendable, Comparable {
  package let version: VersionNumber
  package let digest: String
  /// The number of its ConfigMaps, whose names stay taken.
  package let parts: Int
  /// Why it must not go live again, should it come back; nil for a version that may.
  package internal(set) var bad: String?

  package init(version: VersionNumber, digest: String, parts: Int = 1, bad: String? = nil) {
    (self.version, self.digest, self.parts, self.bad) = (version, digest, parts, bad)
  }

  package init(_ version: RetainedVersion) {
    self.init(version: version.version, digest: version.digest, parts: version.parts, bad: version.bad)
  }

  package static func < (left: Tombstone, right: Tombstone) -> Bool {
    left.version == right.version ? left.digest.precedesByBytes(right.digest) : left.version < right.version
  }

  /// Whether it is of the same version, whatever is known of that.
  package func isSame(as other: Tombstone) -> Bool { version == other.version && digest == other.digest }

  /// What is known of the same version here or there. A mark is never lost.
  func joined(with other: Tombstone) -> Tombstone {
    Tombstone(version: version, digest: digest, parts: max(parts, other.parts), bad: bad ?? other.bad)
  }
}

extension [Tombstone] {
  /// Those of both, ascending, each version once.
  func joined(with others: [Tombstone]) -> [Tombstone] {
    var all = self
    for other in others {
      if let known = all.firstIndex(where: { $0.isSame(as: other) }) {
        all[known] = all[known].joined(with: other)
      } else {
        all.append(other)
      }
    }
    return all.sorted()
  }

  /// Whether the same version is among them.
  package func holds(_ tombstone: Tombstone) -> Bool { contains { $0.isSame(as: tombstone) } }
}

/// A config overlay whose file is in the tree.
package struct RetainedOverlay: Hashable, Sendable {
  package let name: String
  package let fileDigest: String

  package init(name: String, fileDigest: String) {
    self.name = name
    self.fileDigest = fileDigest
  }
}

/// A file that is never changed, with the digest it was written with.
package struct WriteOnceFile {
  package let path: String
  package let digest: String
  package let configMaps: [String]
}

extension Release {
  /// Every file of the folder but the lock.
  package var ownedFiles: [String] { derived.files + writeOnceFiles.map(\.path) }

  /// The derived files that hold objects of the cluster.
  package var manifests: [String] {
    derived.files.filter { $0 != ReleaseNames.kustomization && $0 != ReleaseNames.attributes }
  }

  /// Names of the ConfigMaps that versions and overlays have, and that versions had before they left.
  package var configMaps: Set<String> {
    Set(
      writeOnceFiles.flatMap(\.configMaps)
        + tombstones.flatMap { ReleaseNames.codeConfigMaps(workflow, $0.version, parts: $0.parts) })
  }

  /// Names of the ConfigMaps of a version that is in the tree.
  package func codeConfigMaps(of version: VersionNumber) -> [String] {
    self[version].map { ReleaseNames.codeConfigMaps(workflow, $0.version, parts: $0.parts) } ?? []
  }

  /// Every file that is written once: versions, ascending, and config overlays.
  package var writeOnceFiles: [WriteOnceFile] {
    versions.map {
      WriteOnceFile(
        path: ReleaseNames.versionFile($0.version), digest: $0.fileDigest,
        configMaps: ReleaseNames.codeConfigMaps(workflow, $0.version, parts: $0.parts))
    }
      + overlays.map {
        WriteOnceFile(
          path: ReleaseNames.overlayFile($0.name), digest: $0.fileDigest,
          configMaps: [ReleaseNames.overlayConfigMap(workflow, $0.name)])
      }
  }
}
