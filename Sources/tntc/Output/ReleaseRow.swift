import Comparison
import Diagnostics
import Files
import Git
import Releases
import Rendering
import Reports
import Settings
import Terminal
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

  var clusterCells: [TextTable.Cell] { cluster?.cells ?? [.init("-"), .init("-")] }

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

  var badVersions: TextTable.Cell { Self.cell(Self.list(release.badMarks.map(\.version), ", "), .error) }

  /// - Parameter text: nil for none.
  private static func cell(_ text: String?, _ style: Style? = nil) -> TextTable.Cell {
    text.map { TextTable.Cell($0, style) } ?? TextTable.Cell("-")
  }

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
  func cells(_ now: Int?) -> [TextTable.Cell] {
    let live = (release.live?.text ?? "-") + (isSuspended ? " (suspended)" : "")
    let column = now.map { [Self.cell(since?.age($0))] } ?? []
    return [Self.cell(release.workflow), Self.cell(live, liveStyle)] + column + [
      Self.cell(Self.list(waiting, ", "), .warning), Self.cell(canary, .notice),
      Self.cell(release.pin?.version.text, .warning), Self.cell("\(release.versions.count)"),
      Self.cell(size.map(String.init)), Self.cell(release.image),
    ]
  }

  private var isLiveBad: Bool { release.badMarks.contains { $0.version == release.live } }

  private var liveStyle: Style? { isLiveBad ? .error : isSuspended ? .warning : nil }

  /// All that matters of it in one cell: what is live and since when, then what is not as usual.
  func summary(_ now: Int) -> TextTable.Cell {
    let bad = release.badMarks.map(\.version)
    let live = release.live.map { live in "\(live.text)\(since.map { " \($0.age(now))" } ?? "")" }
    let pin = release.pin.map { $0.version == release.live ? "pinned" : "pinned at \($0.version.text)" }
    let others = bad.filter { $0 != release.live }
    let unusual = [
      isSuspended ? "suspended" : nil, isLiveBad ? "bad" : nil, pin,
      canary.map { "canary \($0)" },
      Self.list(waiting.filter { !bad.contains($0) }, " ").map { "waiting \($0)" },
      Self.list(others, " ").map { "bad \($0)" },
    ].compactMap(\.self)
    let style: Style? = isLiveBad ? .error : unusual.isEmpty ? nil : .warning
    return TextTable.Cell(([live ?? "none"] + unusual).joined(separator: ", "), style)
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
