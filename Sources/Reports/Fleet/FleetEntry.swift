import Comparison
import Diagnostics
import WorkflowModel
import YAML

/// A changed workflow of one tree, with the changes that are reported for it alone.
///
/// At first that is all of its change. What several workflows have alike, and what it has as in another environment,
/// leaves it.
struct FleetEntry {
  struct Source {
    let change: SourceChange
    var files: [File]
    /// Whether its packages are told here.
    var hasPackages: Bool

    /// What is new or gone as a whole is named; nobody compares it with nothing.
    var isWhole: Bool { change.from == nil || change.to == nil }
  }

  struct File {
    let delta: FileDelta
    /// Where its lines are reported, if not here, as words behind its name.
    var elsewhere: String?
    /// With other workflows.
    static let above = "the same as in others, above"

    var summary: String { delta.summary + (elsewhere.map { ", \($0)" } ?? "") }
  }

  struct Object {
    let change: ObjectChange
    var fields: [FieldChange]
    /// Whether it is told without fields, as it comes, goes, or is only another one by its name.
    var isNamed: Bool

    /// As kubectl names it, with its name of before where it had another one.
    var title: String { change.oldName.map { "\(change.id), before \($0)" } ?? change.id }
  }

  let member: FleetMember
  var change: WorkflowChange { member.change }
  var tree: TreeDifference { member.tree }

  var acts: [Act]
  var notes: [String]
  var sources: [Source]
  var objects: [Object]
  var risks: [Risk]

  /// Changes that are reported together with other workflows.
  var together = Together()
  /// Another environment in which the same happens to it, where it is told.
  var original: String?
  /// Environments in which the same happens to it, and which say so alone.
  var copies: [String] = []

  /// What left an entry.
  struct Together {
    var acts: [Act] = []
    var fields = 0
    var risks = 0
    var isSomething: Bool { !acts.isEmpty || fields > 0 || risks > 0 }
  }

  init(_ member: FleetMember) {
    self.member = member
    let change = member.change
    acts = change.acts
    notes =
      CanaryText.notes(change, in: member.tree.environment)
      + [RenderingText.note(change), GateText.routine(change)].compactMap(\.self)
    sources = change.sources.map { source in
      Source(
        change: source, files: source.files.map { File(delta: $0) }, hasPackages: !source.packages.isEmpty)
    }
    objects = change.objects.filter(change.isNews).map { object in
      let fields = change.told(of: object)
      return Object(change: object, fields: fields, isNamed: fields.isEmpty)
    }
    risks = change.risks
  }

  /// Whether there is more to tell of it than what it has with others.
  var isOwn: Bool {
    !acts.isEmpty || !notes.isEmpty || !objects.isEmpty || !risks.isEmpty || !change.timeline.isEmpty
      || sources.contains { $0.hasPackages || $0.files.contains { $0.elsewhere == nil } }
  }

  /// What happens; of what it has with others only where there is nothing else.
  var headline: String {
    acts.isEmpty || together.acts.isEmpty ? ActText.headline(change) : ActText.words(acts, of: change)
  }

  /// The lines below the headline.
  var lines: [String] { notes + (told.map { [$0] } ?? []) + (copied.map { [$0] } ?? []) }

  private var told: String? {
    if !together.isSomething { return nil }
    let parts =
      (acts.isEmpty ? [] : together.acts.map { ActText.text($0, of: change) })
      + [
        together.fields == 0 ? nil : Counted.text(together.fields, "field"),
        together.risks == 0 ? nil : Counted.text(together.risks, "risk"),
      ].compactMap(\.self)
    return parts.isEmpty ? nil : "listed above with others: \(parts.joined(separator: ", "))"
  }

  private var copied: String? {
    copies.isEmpty ? nil : "the same in \(copies.joined(separator: ", "))"
  }

  /// Whether the same is reported for it, here and with others. What to do with a canary is reported for each, as it
  /// names the environment.
  func isSame(as other: FleetEntry, _ gate: Gate) -> Bool {
    func words(_ entry: FleetEntry) -> [String] {
      entry.acts.map { ActText.text($0, of: entry.change) } + [""] + entry.notes
        + TimelineText.lines(entry.change)
        + entry.risks.flatMap {
          [RiskText.text($0, of: entry.change)] + GateText.fate(of: $0, entry.change, gate)
        }
    }
    // What is reported with others has left the two, and need not be the same.
    let (left, right) = (FleetEntry(member), FleetEntry(other.member))
    return CanaryText.notes(change, in: nil).isEmpty
      && words(left).elementsEqual(words(right)) { $0.hasSameBytes(as: $1) }
      && left.sources.elementsEqual(right.sources, by: Self.isSame)
      && left.objects.elementsEqual(right.objects, by: Self.isSame)
  }

  private static func isSame(_ left: Object, _ right: Object) -> Bool {
    (left.change.role, left.change.action) == (right.change.role, right.change.action)
      && left.title.hasSameBytes(as: right.title) && left.isNamed == right.isNamed
      && left.fields.elementsEqual(right.fields) { $0.isSame(as: $1) }
  }

  private static func isSame(_ left: Source, _ right: Source) -> Bool {
    func words(_ source: Source) -> [String] {
      [source.change.title] + source.change.packages.map(PackageText.line)
    }
    return words(left).elementsEqual(words(right)) { $0.hasSameBytes(as: $1) }
      && left.files.elementsEqual(right.files) { $0.delta.isSame(as: $1.delta) }
  }
}

extension Risk {
  /// Whether the texts are the same, byte by byte.
  func isSame(as other: Risk) -> Bool { RiskText.text(self).hasSameBytes(as: RiskText.text(other)) }
}

extension FileDelta {
  func isSame(as other: FileDelta) -> Bool {
    path.hasSameBytes(as: other.path) && old == other.old && new == other.new
  }
}
