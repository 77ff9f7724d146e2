package import Settings
package import WorkflowModel
package import YAML

/// The release state of one workflow: what its lock records. A value: computed first, written last.
///
/// `apply` is the only way to change it outside of this module.
package struct Release: Equatable, Sendable {
  package static let lockFile = "release.lock"

  package let workflow: String
  /// The workflow directory relative to the root of the git repository that holds tree and source;
  /// nil when they are not in one repository.
  package internal(set) var source: String?
  /// The workflow that had this source before its `name:` was changed. It is another one: nothing of it is kept here.
  package internal(set) var renamedFrom: String?
  /// Nil while every version was only staged.
  package internal(set) var live: VersionNumber?
  /// Holds the live version when newer ones are rendered.
  package internal(set) var pin: Pin?
  /// The version that runs beside the live one.
  package internal(set) var canary: Canary?
  /// The settings in force, except for the config overlay, which has a file of its own.
  package internal(set) var settings = Mapping()
  /// Keys of settings that flags gave; they hold until the settings or other flags say otherwise.
  package internal(set) var flags: [String] = []
  /// How the network of the pods is closed: what the tree was rendered with, so that a tree from before there were
  /// policies gets none by itself.
  package internal(set) var networkPolicy: NetworkPolicySettings.Kind?
  /// The names that stand for the images of sidecars in kustomization.yaml.
  package internal(set) var sidecars: [String] = []
  /// Config overlays in the tree, in the order in which they came into force.
  package internal(set) var overlays: [RetainedOverlay] = []
  /// The name of the overlay in force.
  package internal(set) var overlay: String?
  /// Ascending.
  package internal(set) var versions: [RetainedVersion] = []
  /// Versions that left the tree; their numbers stay taken. Ascending.
  package internal(set) var tombstones: [Tombstone] = []
  /// What was live before, the latest last; at most `longestHistory`.
  package internal(set) var history: [PastVersion] = []
  /// The files beside the versions.
  package internal(set) var derived = DerivedFiles()
  /// What a newer tntc recorded; nil when there is nothing of the kind.
  var unknown: UnknownFields?

  package init(workflow: String) { self.workflow = workflow }

  /// What holds for the network of the pods where the settings say nothing.
  package var usualNetworkPolicy: NetworkPolicySettings.Kind { isNew ? .kubernetes : networkPolicy ?? .off }

  /// What holds under settings.
  package func networkPolicy(_ settings: NetworkPolicySettings) -> NetworkPolicySettings.Kind {
    settings.kind ?? usualNetworkPolicy
  }

  /// Whether settings leave it as open as a tree from before there were policies.
  package func isLeftOpen(_ settings: NetworkPolicySettings) -> Bool {
    settings.kind == nil && usualNetworkPolicy == .off
  }

  /// Whether one of the versions that run has this digest.
  package func runs(_ digest: String) -> Bool {
    [live, canary?.version].contains { $0.flatMap { self[$0]?.digest } == digest }
  }

  /// Whether nothing was rendered of it yet.
  var isNew: Bool { versions.isEmpty && derived.files.isEmpty }

  /// Whether it has a lock, and is not just what is known of a workflow that was removed.
  package var isInTree: Bool { !derived.files.isEmpty }

  package subscript(version: VersionNumber) -> RetainedVersion? {
    versions.first { $0.version == version }
  }

  package var newest: VersionNumber? { versions.last?.version }

  /// Versions above the live one, which were added but did not go live.
  package var staged: [VersionNumber] {
    versions.map(\.version).filter { version in live.map { version > $0 } ?? true }
  }

  /// A newly rendered version is added and waits.
  var holdsNewVersions: Bool { pin != nil || canary != nil }

  /// Whether the live version is pinned for a reason, so that nothing takes its place unless somebody says so.
  package var isHeld: Bool { pin?.reason != nil }

  /// Versions whose ConfigMap a manifest mounts, or that a person chose to keep.
  package var inUse: [VersionNumber] { [live, canary?.version, pin?.version].compactMap(\.self) }

  /// Every number that was ever given out.
  package var numbers: [VersionNumber] { versions.map(\.version) + tombstones.map(\.version) }

  /// The digests that a number stands for or stood for.
  package func digests(of version: VersionNumber) -> [String] {
    versions.filter { $0.version.isSameNumber(as: version) }.map(\.digest)
      + tombstones.filter { $0.version.isSameNumber(as: version) }.map(\.digest)
  }

  /// Whether this number stands for something else here.
  package func hasOtherContent(_ version: VersionNumber, digest: String) -> Bool {
    digests(of: version).contains { $0 != digest }
  }

  /// How many versions and overlays stay.
  package var keep: Int {
    guard case .integer(let count)? = settings[.keep] else { return Retention.usual }
    return count
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

/// The files beside the versions: manifests and what builds them. They follow from the rest of a release.
package struct DerivedFiles: Hashable, Sendable {
  /// Their paths in the workflow's folder, sorted.
  package let files: [String]
  /// One digest over all of them.
  package let digest: String
  /// The release of tntc that wrote them, as another one may write other bytes of the same state; nil when it did not
  /// record that.
  package let writer: String?

  package init(files: [String] = [], digest: String = "", writer: String? = nil) {
    (self.files, self.digest, self.writer) = (files, digest, writer)
  }
}
