package import Rendering
package import WorkflowModel
package import YAML

/// The release state of one workflow: what its lock records. A value, computed first, written last.
package struct Release: Equatable, Sendable {
  package static let lockFile = "release.lock"

  package var workflow: String
  /// The workflow directory relative to the root of the git repository that holds tree and source;
  /// nil when they are not in one repository.
  package var source: String?
  /// Nil while every version was only staged.
  package var live: VersionNumber?
  /// Holds the live version when newer ones are rendered.
  package var pin: Pin?
  /// The version that runs beside the live one.
  package var canary: Canary?
  /// The settings in force, but for the config overlay, which has a file of its own.
  package var settings = Mapping()
  /// Keys of settings that flags gave; they hold until the settings or other flags say otherwise.
  package var flags: [String] = []
  /// Config overlays in the tree, in the order in which they came into force.
  package var overlays: [RetainedOverlay] = []
  /// The name of the overlay in force.
  package var overlay: String?
  /// Ascending.
  package var versions: [RetainedVersion] = []
  /// Versions that left the tree; their numbers stay taken. Ascending.
  package var tombstones: [Tombstone] = []
  /// The files beside the versions, sorted, and one digest over all of them.
  package var derivedFiles: [String] = []
  package var derivedDigest = ""
  /// What a newer tntc recorded; nil when there is nothing of the kind.
  var unknown: UnknownFields?

  /// The derived files that hold objects of the cluster.
  package var manifests: [String] {
    derivedFiles.filter { $0 != ReleaseNames.kustomization && $0 != ReleaseNames.attributes }
  }

  package init(workflow: String) { self.workflow = workflow }

  package subscript(version: VersionNumber) -> RetainedVersion? {
    versions.first { $0.version == version }
  }

  package var newest: VersionNumber? { versions.last?.version }

  /// Versions above the live one, which were added but did not go live.
  package var staged: [VersionNumber] {
    versions.map(\.version).filter { version in live.map { version > $0 } ?? true }
  }
}

/// Why a workflow keeps its live version.
package struct Pin: Hashable, Sendable {
  package let version: VersionNumber
  package let reason: String?

  package init(_ version: VersionNumber, reason: String? = nil) {
    self.version = version
    self.reason = reason
  }
}

/// A version that gets a share of the traffic, or none yet (blue/green).
package struct Canary: Hashable, Sendable {
  package let version: VersionNumber
  package let weight: Int
  package let route: CanaryRoute

  package init(_ version: VersionNumber, weight: Int, route: CanaryRoute) {
    self.version = version
    self.weight = weight
    self.route = route
  }
}

/// A version whose file is in the tree.
package struct RetainedVersion: Hashable, Sendable {
  package let version: VersionNumber
  /// Digest of the source files.
  package let digest: String
  /// Digest of the write-once file itself.
  package let fileDigest: String
}

/// A version that left the tree.
package struct Tombstone: Hashable, Sendable, Comparable {
  package let version: VersionNumber
  package let digest: String

  package init(version: VersionNumber, digest: String) { (self.version, self.digest) = (version, digest) }

  package static func < (left: Tombstone, right: Tombstone) -> Bool {
    left.version == right.version ? left.digest.precedesByBytes(right.digest) : left.version < right.version
  }
}

extension Release {
  /// A newly rendered version is added and waits.
  package var holdsNewVersions: Bool { pin != nil || canary != nil }

  /// Versions whose ConfigMap a manifest mounts, or that a person chose to keep.
  package var inUse: [VersionNumber] { [live, canary?.version, pin?.version].compactMap(\.self) }
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
  package let configMap: String
}

extension Release {
  /// Every file of the folder but the lock.
  package var ownedFiles: [String] { derivedFiles + writeOnceFiles.map(\.path) }

  /// Names of the ConfigMaps that versions and overlays have, and that versions had before they left.
  package var configMaps: Set<String> {
    Set(
      writeOnceFiles.map(\.configMap)
        + tombstones.map { ReleaseNames.codeConfigMap(workflow, $0.version) })
  }

  /// Every file that is written once: versions, ascending, and config overlays.
  package var writeOnceFiles: [WriteOnceFile] {
    versions.map {
      WriteOnceFile(
        path: ReleaseNames.versionFile($0.version), digest: $0.fileDigest,
        configMap: ReleaseNames.codeConfigMap(workflow, $0.version))
    }
      + overlays.map {
        WriteOnceFile(
          path: ReleaseNames.overlayFile($0.name), digest: $0.fileDigest,
          configMap: ReleaseNames.overlayConfigMap(workflow, $0.name))
      }
  }
}

extension Release {
  /// Every number that was ever given out.
  package var numbers: [VersionNumber] { versions.map(\.version) + tombstones.map(\.version) }

  /// The digests that a number stands for or stood for.
  package func digests(of version: VersionNumber) -> [String] {
    versions.filter { $0.version.isSameNumber(as: version) }.map(\.digest)
      + tombstones.filter { $0.version.isSameNumber(as: version) }.map(\.digest)
  }

  /// Whether this number stands for something else here.
  package func hasOtherContent(_ version: VersionNumber, digest: String) -> Bool {
    versions.contains { $0.version.isSameNumber(as: version) && $0.digest != digest }
      || tombstones.contains { $0.version.isSameNumber(as: version) && $0.digest != digest }
  }
}
