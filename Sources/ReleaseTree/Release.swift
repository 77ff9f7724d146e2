package import WorkflowModel

/// The release state of one workflow: what its lock records. A value, computed first, written last.
package struct Release: Hashable, Sendable {
  package static let lockFile = "release.lock"

  package var workflow: String
  /// The workflow directory relative to the root of the git repository that holds tree and source;
  /// nil when they are not in one repository.
  package var source: String?
  /// Nil while every version was only staged.
  package var live: VersionNumber?
  package var settings = RecordedSettings()
  /// Ascending.
  package var versions: [RetainedVersion] = []
  /// Versions that left the tree; their numbers stay taken. Ascending.
  package var tombstones: [Tombstone] = []
  /// The files beside the versions, sorted, and one digest over all of them.
  package var derivedFiles: [String] = []
  package var derivedDigest = ""

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

/// A version whose file is in the tree.
package struct RetainedVersion: Hashable, Sendable {
  package let version: VersionNumber
  /// Digest of the source files.
  package let digest: String
  /// Digest of the write-once file itself.
  package let fileDigest: String
}

/// A version that left the tree.
package struct Tombstone: Hashable, Sendable {
  package let version: VersionNumber
  package let digest: String
}

/// Settings that were given by flags and hold until others are given.
package struct RecordedSettings: Hashable, Sendable {
  package var image: String?
  package var namespace: String?
  package var runtimeClass: String?
  package var keep: Int?
  /// Relative to the tree's folder, so that the tree means the same in every clone.
  package var templatesFolder: String?
  package var templatesDigest: String?

  package init() {}
}
