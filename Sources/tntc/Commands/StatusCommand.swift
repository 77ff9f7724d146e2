import ArgumentParser
import Files
import Glibc
import Releases
import Rendering
import Reports
import Settings
import Terminal
import Tree
import WorkflowModel
import YAML

struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Tells all about one workflow of a tree.",
    discussion: """
      What is live, what waits, the objects, and the next three runs of each cron trigger in its time zone. Zones \
      come from the system's database; without it the times are in UTC, and it says so. With --cluster, or --from \
      a file, it tells how each object stands there, and exits with 1 when anything differs.
      """)

  @Argument(help: "The name of a workflow.")
  var name: String

  @OptionGroup var tree: TreeOptions

  @Option(
    help: ArgumentHelp("The time to count from, like 2026-01-31T12:00:00Z (default: now).", valueName: "time")
  )
  var now: String?

  @Option(help: "How the status is printed: text, json or github.")
  var format: OutputFormat = .text

  @OptionGroup(title: "Cluster") var cluster: ClusterOptions

  func validate() throws {
    if let now, CivilTime.seconds(utc: now) == nil {
      throw ValidationError("--now \(now): expected a time in UTC like 2026-01-31T12:00:00Z")
    }
  }

  func run() throws {
    try reportingErrors(as: format.problems) {
      let tree = try JobFinder(tree: tree.tree, format.problems.report).tree(
        holding: name, environment: tree.env)
      var workflow = try RetainedWorkflow(name, in: tree)
      let status = try Status(&workflow, now: now.flatMap(CivilTime.seconds) ?? Self.clock)
      let live = try cluster.isAsked ? inCluster(&workflow, status.namespace) : nil
      switch format {
      case .text, .github: Console.output(status.text + (live?.text ?? ""))
      case .json:
        var value = status.value
        if let live { value = value.patched(with: ["cluster": live.value]) }
        Console.data(JSON.pretty(value) + "\n")
      }
      if let live, !live.isInSync { throw Exit.invalid }
    }
  }

  private func inCluster(_ workflow: inout RetainedWorkflow, _ namespace: String?) throws -> ClusterStatus {
    let built = try workflow.build()
    let objects = try cluster.objects(for: built, workflow: name, namespace: namespace)
    return ClusterStatus(name, built: built, cluster: objects)
  }

  private static var clock: Int { Int(time(nil)) }
}

/// One workflow of a tree, in all detail.
private struct Status {
  private static let runs = 3

  private let release: Release
  private let folder: String
  private let objects: [String]
  let namespace: String?
  private let schedules: [Schedule]

  struct Schedule {
    let cron: CronTrigger
    /// Nil when the system does not know it.
    let zone: ZoneInfo?
    let runs: [Int]

    init(_ cron: CronTrigger, after now: Int) {
      self.cron = cron
      zone = cron.timeZone.map(ZoneInfo.init) ?? .utc
      runs = (try? CronSchedule(cron.schedule))?.runs(after: now, in: zone ?? .utc, count: Status.runs) ?? []
    }

    var zoneText: String {
      guard let name = cron.timeZone else { return "UTC, unless the cluster says otherwise" }
      return zone == nil ? "\(name) is not known here, so in UTC" : name
    }

    func text(_ run: Int) -> String {
      let offset = (zone ?? .utc).offset(at: run)
      let minutes = offset.magnitude / 60
      let sign = offset < 0 ? "-" : "+"
      func digits(_ number: UInt) -> String { number < 10 ? "0\(number)" : "\(number)" }
      return "\(CivilTime(seconds: run + offset).text) \(sign)\(digits(minutes / 60)):\(digits(minutes % 60))"
    }
  }

  init(_ workflow: inout RetainedWorkflow, now: Int) throws {
    release = workflow.release
    folder = workflow.path
    objects = try workflow.objects()
    let live = try workflow.live()
    namespace = try workflow.namespace()
    schedules = (live?.crons ?? []).map { Schedule($0, after: now) }
  }

  var text: String {
    var rows: [[String]] = [["folder", folder]]
    if let source = release.source { rows.append(["source", source]) }
    rows.append(["live", release.live.map { "\($0.text)  \(release[$0]?.digest ?? "")" } ?? "none"])
    for note in ReleaseText.notes(release) { rows.append(["", note]) }
    rows.append(["versions", release.versions.map(\.version.text).joined(separator: ", ")])
    if !release.tombstones.isEmpty {
      rows.append(["dropped", release.tombstones.map(\.version.text).joined(separator: ", ")])
    }
    rows.append(["namespace", namespace ?? "that of the consumer"])
    for (key, value) in release.settings where key != SettingField.namespace.key {
      rows.append([key, value.text ?? JSON.compact(value)])
    }
    if let overlay = release.overlay {
      rows.append(["config", ReleaseNames.overlayConfigMap(release.workflow, overlay)])
    }
    for (position, object) in objects.enumerated() { rows.append([position == 0 ? "objects" : "", object]) }
    for schedule in schedules {
      let name = schedule.cron.name.map { " (\($0))" } ?? ""
      rows.append(["schedule", "\(schedule.cron.schedule)\(name), \(schedule.zoneText)"])
      rows += schedule.runs.map { ["", schedule.text($0)] }
      if schedule.runs.isEmpty { rows.append(["", "never in the next five years"]) }
    }
    return "\(release.workflow)\n" + TextTable.plain(rows.map { ["  \($0[0])", $0[1]] })
  }

  var value: Value {
    var object: Mapping = ["workflow": .string(release.workflow), "folder": .string(folder)]
    object["source"] = release.source.map(Value.string) ?? .null
    for (key, value) in ReleaseValue.members(release) { object[key] = value }
    object["versions"] = .sequence(
      release.versions.map { ["version": .string($0.version.text), "digest": .string($0.digest)] })
    object["dropped"] = .sequence(release.tombstones.map { .string($0.version.text) })
    object["namespace"] = namespace.map(Value.string) ?? .null
    object["settings"] = .mapping(release.settings)
    object["objects"] = .sequence(objects.map(Value.string))
    object["schedules"] = .sequence(
      schedules.map { schedule in
        [
          "name": schedule.cron.name.map(Value.string) ?? .null, "schedule": .string(schedule.cron.schedule),
          "timeZone": schedule.cron.timeZone.map(Value.string) ?? .null,
          "isZoneKnown": .bool(schedule.zone != nil),
          "next": .sequence(schedule.runs.map { .string(schedule.text($0)) }),
        ]
      })
    return .mapping(object)
  }
}
