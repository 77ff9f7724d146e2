import Comparison
import Diagnostics

/// How much a change is, in figures, like `git diff --stat`.
struct DiffStat {
  let files: Int
  let added: Int
  let removed: Int
  let packages: Int
  let objects: Int
  /// By level, the gravest first; those that there are.
  let risks: [(level: Risk.Level, count: Int)]

  /// Of all that changes in a workflow.
  init(_ change: WorkflowChange) {
    self.init(
      files: change.sources.flatMap(\.files),
      packages: change.sources.reduce(0) { $0 + $1.packages.count },
      objects: change.objects.count { change.isNews($0) }, risks: change.risks)
  }

  /// Of what is reported for a workflow alone.
  init(_ entry: FleetEntry) {
    self.init(
      files: entry.sources.flatMap(\.files).map(\.delta),
      packages: entry.sources.reduce(0) { $0 + ($1.hasPackages ? $1.change.packages.count : 0) },
      objects: entry.objects.count, risks: entry.risks)
  }

  private init(files: [FileDelta], packages: Int, objects: Int, risks: [Risk]) {
    let counts = files.compactMap(\.counts)
    self.files = files.count
    added = counts.reduce(0) { $0 + $1.added }
    removed = counts.reduce(0) { $0 + $1.removed }
    (self.packages, self.objects) = (packages, objects)
    self.risks = Risk.Level.allCases.map { level in (level, risks.count { $0.level == level }) }
      .filter { $0.count > 0 }
  }

  var source: String {
    let parts = [
      files == 0 ? nil : "\(Counted.text(files, "file")), +\(added) -\(removed)",
      packages == 0 ? nil : Counted.text(packages, "package"),
    ]
    let told = parts.compactMap(\.self)
    return told.isEmpty ? "-" : told.joined(separator: ", ")
  }
  var manifests: String { objects == 0 ? "-" : Counted.text(objects, "object") }
  var riskText: String {
    risks.isEmpty ? "-" : risks.map { "\($0.count) \($0.level.rawValue)" }.joined(separator: ", ")
  }
}

extension WorkflowChange {
  /// Whether an object has more to tell than what follows from the version.
  func isNews(_ object: ObjectChange) -> Bool {
    guard object.action == .changed else { return object.role == .manifest || object.role == .config }
    return object.fields.contains { !isConsequence($0, of: object) }
  }

  func news(of object: ObjectChange) -> [FieldChange] {
    object.fields.filter { !isConsequence($0, of: object) }
  }

  /// The same as lines: a long value is told by its parts.
  func told(of object: ObjectChange) -> [FieldChange] { news(of: object).flatMap(FieldParts.all) }
}
