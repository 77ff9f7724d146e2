import Diagnostics
import Files
import Releases
import Rendering
import Reports
import Settings
import Tree
import WorkflowModel
import YAML

/// One workflow of a list.
struct ReleaseRow: Sendable {
  let environment: String?
  private let release: Release
  private let folder: String
  private let size: Int?
  private let tree: String
  var cluster: ClusterStatus?

  var name: String { release.workflow }

  func build() throws -> [BuiltObject] {
    let workflow = try RetainedWorkflow(release.workflow, in: tree)
    return try workflow.build()
  }

  var clusterCells: [String] {
    guard let cluster else { return ["-", "-"] }
    return [
      cluster.isInSync ? "in sync" : "differs",
      cluster.running.isEmpty ? "nothing" : cluster.running.joined(separator: ", "),
    ]
  }

  /// Reads the lock alone, as there may be many workflows.
  init(environment: String?, _ workflow: String, in tree: String) throws {
    folder = Path.join(tree, workflow)
    guard let release = try Release.read(in: folder) else { throw RetainedWorkflow.isNone(folder) }
    (self.environment, self.release, self.tree) = (environment, release, tree)
    size = release.live.flatMap { [folder] in Disk.size(of: Path.join(folder, ReleaseNames.versionFile($0))) }
  }

  private var waiting: [VersionNumber] { release.staged.filter { $0 != release.canary?.version } }

  var hasBadVersions: Bool { !release.badMarks.isEmpty }

  var badVersions: String {
    let marks = release.badMarks
    if marks.isEmpty { return "-" }
    return marks.count > 3
      ? Counted.text(marks.count, "version") : marks.map(\.version.text).joined(separator: ", ")
  }

  var cells: [String] {
    let waiting = waiting.map(\.text)
    return [
      release.workflow,
      (release.live?.text ?? "-") + (TriggerSettings(release.settings).isSuspended ? " (suspended)" : ""),
      waiting.count > 3
        ? Counted.text(waiting.count, "version") : waiting.isEmpty ? "-" : waiting.joined(separator: ", "),
      release.canary.map { "\($0.version.text) (\($0.weight) %)" } ?? "-", release.pin?.version.text ?? "-",
      "\(release.versions.count)", size.map(String.init) ?? "-", release.image,
    ]
  }

  var value: Value {
    var object = Mapping()
    object["environment"] = environment.map(Value.string)
    object["workflow"] = .string(release.workflow)
    object["folder"] = .string(folder)
    for (key, value) in ReleaseValue.members(release) { object[key] = value }
    object["versions"] = .integer(release.versions.count)
    object["image"] = .string(release.image)
    object["size"] = size.map(Value.integer) ?? .null
    object["cluster"] = cluster?.value
    return .mapping(object)
  }
}
