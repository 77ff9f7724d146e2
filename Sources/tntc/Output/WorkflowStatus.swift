import Releases
import Rendering
import Reports
import Settings
import Terminal
import Tree
import WorkflowModel
import YAML

/// One workflow of a tree, in all detail.
struct WorkflowStatus {
  private static let runs = 3

  private let release: Release
  private let place: String
  private let folder: String
  private let objects: [String]
  let namespace: String?
  private let schedules: [Schedule]
  /// Of the live version; nil when none is.
  private let reach: ReachTable?
  /// CronJobs that a cluster does not start, though the tree does not say so.
  var stopped: Set<String> = []
  /// Whether the live version has one, without which there is no network policy.
  private let hasContract: Bool

  struct Schedule {
    let cron: CronTrigger
    /// Nil when the system does not know it.
    let zone: ZoneInfo?
    let runs: [Int]

    init(_ cron: CronTrigger, after now: Int) {
      self.cron = cron
      // What does not fire has no next time.
      let count = cron.isSuspended ? 0 : WorkflowStatus.runs
      zone = cron.timeZone.map(ZoneInfo.init) ?? .utc
      runs =
        (try? CronSchedule(cron.schedule))?.runs(after: now, in: zone ?? .utc, count: count)
        ?? []
    }

    var zoneText: String {
      guard let name = cron.timeZone else { return "UTC, unless the cluster says otherwise" }
      return zone == nil ? "UTC, as this machine does not know \(name)" : name
    }

    func text(_ run: Int) -> String {
      let offset = (zone ?? .utc).offset(at: run)
      let minutes = offset.magnitude / 60
      let sign = offset < 0 ? "-" : "+"
      func digits(_ number: UInt) -> String { number < 10 ? "0\(number)" : "\(number)" }
      return "\(CivilTime(seconds: run + offset).text) \(sign)\(digits(minutes / 60)):\(digits(minutes % 60))"
    }
  }

  /// - Parameter place: the options that name the tree, with a space before each.
  init(_ workflow: RetainedWorkflow, place: String, now: Int) throws {
    self.place = place
    release = workflow.release
    folder = workflow.path
    objects = try workflow.objects().map(\.text)
    let live = try workflow.live()
    let effective = try workflow.effective()
    namespace = effective.namespace
    schedules = (live.map(effective.triggers.scheduled)?.crons ?? []).map { Schedule($0, after: now) }
    hasContract = live?.contract != nil
    reach = try live.map { ReachTable($0.reach(filling: try workflow.filling())) }
  }

  var text: StyledText {
    var rows: [[TextTable.Cell]] = []
    func tell(_ key: String, _ value: String, _ style: Style? = nil) {
      rows.append([.init("  \(key)"), .init(value, style)])
    }
    tell("folder", folder)
    if let source = release.source { tell("source", source) }
    tell("live", release.live.map { "\($0.text)  \(release[$0]?.digest ?? "")" } ?? "none")
    for note in ReleaseText.notes(release, place: place) { tell("", note) }
    tell("versions", release.versions.map(\.version.text).joined(separator: ", "))
    if !release.tombstones.isEmpty {
      tell("dropped", release.tombstones.map(\.version.text).joined(separator: ", "))
    }
    for (position, mark) in release.badMarks.enumerated() {
      tell(position == 0 ? "bad" : "", ReleaseText.name(mark), .error)
    }
    tell("namespace", namespace ?? "none; the apply sets it")
    for (key, value) in release.settings where key != SettingField.namespace.key {
      tell(key, value.text ?? JSON.compact(value))
    }
    if hasContract, release.isLeftOpen(NetworkPolicySettings(release.settings[.networkPolicy])) {
      tell("networkPolicy.kind", "off  \(Release.lockFile)")
    }
    if let overlay = release.overlay {
      tell("config", ReleaseNames.overlayConfigMap(release.workflow, overlay))
    }
    for (position, object) in objects.enumerated() { tell(position == 0 ? "objects" : "", object) }
    for (position, line) in (reach?.lines ?? []).enumerated() {
      tell(position == 0 ? "reaches" : "", line)
    }
    for schedule in schedules {
      let name = schedule.cron.name.map { " (\($0))" } ?? ""
      tell("schedule", "\(schedule.cron.schedule)\(name), \(schedule.zoneText)")
      if schedule.cron.isSuspended {
        tell("", "suspended", .warning)
        continue
      }
      if isStopped(schedule) {
        tell("", "suspended in the cluster", .warning)
        continue
      }
      for run in schedule.runs { tell("", schedule.text(run)) }
      if schedule.runs.isEmpty { tell("", "never in the next five years") }
    }
    return "\(release.workflow, .strong)\n\(TextTable.plain(rows))"
  }

  private func isStopped(_ schedule: Schedule) -> Bool {
    stopped.contains(schedule.cron.object(of: release.workflow))
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
    object["reach"] = reach?.value ?? .null
    object["schedules"] = .sequence(
      schedules.map { schedule in
        [
          "name": schedule.cron.name.map(Value.string) ?? .null, "schedule": .string(schedule.cron.schedule),
          "timeZone": schedule.cron.timeZone.map(Value.string) ?? .null,
          "suspended": .bool(schedule.cron.isSuspended), "isZoneKnown": .bool(schedule.zone != nil),
          "next": .sequence(isStopped(schedule) ? [] : schedule.runs.map { .string(schedule.text($0)) }),
        ]
      })
    return .mapping(object)
  }
}
