import Comparison
import Diagnostics
import Files
import Git
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
  let tree: String
  /// Since when the tree has the live version; nil when the history does not tell.
  private(set) var since: FileTime?
  var cluster: ClusterStatus?

  var name: String { release.workflow }

  func subject() throws -> ClusterSurvey.Subject {
    try ClusterSurvey.Subject(environment: environment, try RetainedWorkflow(release.workflow, in: tree))
  }

  var clusterCells: [String] { cluster?.cells ?? ["-", "-"] }

  /// Reads the lock alone, as there may be many workflows.
  init(environment: String?, _ workflow: String, in tree: String) throws {
    folder = Path.join(tree, workflow)
    guard let release = try Release.read(in: folder) else { throw RetainedWorkflow.isNone(folder) }
    (self.environment, self.release, self.tree) = (environment, release, tree)
    size = release.live.flatMap { [folder] in Disk.size(of: Path.join(folder, ReleaseNames.versionFile($0))) }
  }

  mutating func tellAge(_ ages: VersionAges) {
    since = release.live.flatMap { ages.time(of: Path.join(folder, ReleaseNames.versionFile($0))) }
  }

  private var waiting: [VersionNumber] { release.staged.filter { $0 != release.canary?.version } }

  var hasBadVersions: Bool { !release.badMarks.isEmpty }

  var badVersions: String { Self.list(release.badMarks.map(\.version), ", ") ?? "-" }

  /// Nil for none; many are counted.
  private static func list(_ versions: [VersionNumber], _ separator: String) -> String? {
    if versions.isEmpty { return nil }
    return versions.count > 3
      ? Counted.text(versions.count, "version") : versions.map(\.text).joined(separator: separator)
  }

  private var isSuspended: Bool { TriggerSettings(release.settings).isSuspended }

  private var canary: String? {
    release.canary.map { canary in
      "\(canary.version.text) (\(canary.weight) %\(release.isCanaryPromoted ? ", promoted" : ""))"
    }
  }

  /// - Parameter now: for the age, which has a column when there is one; in seconds since 1970.
  func cells(_ now: Int?) -> [String] {
    let column = now.map { [since?.age($0) ?? "-"] } ?? []
    let rest = [
      Self.list(waiting, ", ") ?? "-", canary ?? "-", release.pin?.version.text ?? "-",
      "\(release.versions.count)", size.map(String.init) ?? "-", release.image,
    ]
    let live = (release.live?.text ?? "-") + (isSuspended ? " (suspended)" : "")
    return [release.workflow, live] + column + rest
  }

  /// All that matters of it in one cell: what is live and since when, then what is not as usual.
  func summary(_ now: Int) -> String {
    let bad = release.badMarks.map(\.version)
    let isLiveBad = release.live.map(bad.contains) ?? false
    let live = release.live.map { live in "\(live.text)\(since.map { " \($0.age(now))" } ?? "")" }
    let pin = release.pin.map { $0.version == release.live ? "pinned" : "pinned at \($0.version.text)" }
    let others = bad.filter { $0 != release.live }
    return [
      live ?? "none", isSuspended ? "suspended" : nil, isLiveBad ? "bad" : nil, pin,
      canary.map { "canary \($0)" },
      Self.list(waiting.filter { !bad.contains($0) }, " ").map { "waiting \($0)" },
      Self.list(others, " ").map { "bad \($0)" },
    ].compactMap(\.self).joined(separator: ", ")
  }

  var value: Value {
    var object = Mapping()
    object["environment"] = environment.map(Value.string)
    object["workflow"] = .string(release.workflow)
    object["folder"] = .string(folder)
    for (key, value) in ReleaseValue.members(release) { object[key] = value }
    object["since"] =
      if case .since(let time)? = since { Value.string(CivilTime.text(utc: time)) } else { Value.null }
    object["versions"] = .integer(release.versions.count)
    object["image"] = .string(release.image)
    object["size"] = size.map(Value.integer) ?? .null
    object["cluster"] = cluster?.value
    return .mapping(object)
  }
}
