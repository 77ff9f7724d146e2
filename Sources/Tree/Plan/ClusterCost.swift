import Diagnostics
import Files
import Releases
import Rendering
import WorkflowModel

/// What the versions of a workflow that stay in its tree cost in the cluster, each of which keeps its ConfigMaps there.
///
/// Of what one ConfigMap would take nothing is said.
struct ClusterCost {
  /// For all versions of one workflow, in bytes: etcd holds what all objects of a cluster are, 2 GiB by default
  /// (`--quota-backend-bytes`).
  private static let much = 10_000_000

  private let release: Release
  /// About what all of them take, in bytes: that of their files, which have the same content in other words.
  private let bytes: Int

  init(of release: Release, _ plan: FolderPlan, _ folder: FolderSnapshot) throws(FileError) {
    self.release = release
    var bytes = 0
    for version in release.versions {
      let file = ReleaseNames.versionFile(version.version)
      let new = plan.changes.first { $0.path == file && $0.action != .keep }?.bytes
      let old = try folder.bytes(of: file)
      bytes += (new ?? old)?.count ?? 0
    }
    self.bytes = bytes
  }

  /// - Parameters:
  ///   - version: the one that was rendered, else the live one.
  ///   - path: of the folder, in findings.
  func finding(_ version: VersionNumber?, path: String) -> Finding? {
    let parts = version.flatMap { release[$0]?.parts } ?? 1
    let count = release.versions.count
    let all = count == 1 ? "the one version in the tree takes" : "the \(count) versions in the tree take"
    let cost = "\(all) about \(size) in the cluster"
    if bytes > Self.much {
      return Finding(
        .warning, path: path,
        message:
          "\(cost), and all objects share its etcd: above \(Self.much / 1_000_000) MB keep fewer with `tntc render --keep N`, or "
          + "drop old ones with `tntc prune \(release.workflow) --keep N`")
    }
    guard parts > 1, bytes > CodePart.maximumBytes, let version else { return nil }
    return Finding(
      .notice, path: path, message: "version \(version.text) is \(parts) ConfigMaps; \(cost)")
  }

  private var size: String {
    let tenths = (bytes + 50_000) / 100_000
    return "\(tenths / 10).\(tenths % 10) MB"
  }
}
