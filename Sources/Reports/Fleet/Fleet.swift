import Comparison
import WorkflowModel
import YAML

/// The changes of a comparison as people read them.
///
/// What several workflows have alike is reported once, in front: each act, file, field and risk, except for the names
/// of the workflows. What is left of a workflow is reported for it alone, in its first environment; the others that
/// have the same say so.
struct Fleet {
  /// From this number of workflows on, common changes are reported together; fewer are quicker to read one by one.
  static let several = 3

  /// Something that several workflows have.
  struct Shared<Content> {
    let content: Content
    let places: FleetPlaces
  }

  struct ActLine {
    let kind: String
    let text: String
  }

  struct ObjectLine {
    let action: ObjectChange.Action
    let kind: String
    /// `deployment/{name}`, with its name of before where it had another one.
    let title: String
    /// Nil for the object as a whole.
    let field: FieldChange?
  }

  struct RiskLine {
    let risk: Risk
    let text: String
    /// What becomes of it, as people accept it, or a gate blocks it.
    let fate: [String]
    let blocks: Bool
    /// Whether all its places have to be shown.
    var isGrave: Bool { risk.level == .high || blocks }
  }

  /// In the order of the comparison.
  let entries: [FleetEntry]
  /// Those of the most workflows first.
  let acts: [Shared<ActLine>]
  let notes: [Shared<String>]
  let files: [Shared<FileDelta>]
  /// Each the list of a workflow's source.
  let packages: [Shared<PackageList>]
  /// The lines of one object after each other.
  let objects: [Shared<ObjectLine>]
  /// The gravest first.
  let risks: [Shared<RiskLine>]
  let digests: ShortDigests
  let scope: FleetScope
  let relation: Relation

  init(_ comparison: Comparison) {
    (digests, scope, relation) = (ShortDigests(of: comparison), FleetScope(comparison), comparison.relation)
    var parts = SharedParts(comparison, in: scope)
    // Whether a version has code of its own is known once files and packages are.
    (files, packages) = (parts.takeFiles(), parts.takePackages())
    (acts, notes, objects) = (parts.takeActs(), parts.takeNotes(), parts.takeObjects())
    risks = parts.takeRisks()
    entries = FleetCopies.found(in: parts.entries, scope, comparison.gate)
  }

  var isSharing: Bool {
    !(acts.isEmpty && notes.isEmpty && files.isEmpty && packages.isEmpty && objects.isEmpty && risks.isEmpty)
  }

  /// All that change.
  var places: FleetPlaces { FleetPlaces(entries.map(\.member), in: scope) }

  /// Whether an act tells of the same places already.
  func isTold(_ places: FleetPlaces) -> Bool { acts.contains { $0.places.places == places.places } }
}
