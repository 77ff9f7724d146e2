import Comparison
import Diagnostics

/// What several workflows have alike, in words.
struct FleetText {
  static let manifests = "manifests, with \(WithoutName.placeholder) for the name of each workflow"

  let fleet: Fleet
  /// So many names of each tree are shown where they are not grave; nil for all.
  let mostNames: Int?

  static func title(_ relation: Relation) -> String { relation.title("in several workflows") }

  /// `image a → b, in 18 workflows of 3 environments`.
  func line(_ act: Fleet.Shared<Fleet.ActLine>) -> String {
    within(fleet.digests.text(act.content.text), act.places)
  }

  func line(_ note: Fleet.Shared<String>) -> String { within(note.content, note.places) }

  func line(_ file: Fleet.Shared<FileDelta>) -> String {
    within("\(file.content.action.mark) \(file.content.summary)", file.places)
  }

  /// Without its level.
  func line(_ risk: Fleet.Shared<Fleet.RiskLine>) -> String {
    within(fleet.digests.text(risk.content.text, of: risk.content.risk), risk.places)
  }

  /// By object: `~ deployment/{name}`, and its fields.
  var objects: [(object: String, fields: [String])] {
    var objects: [(object: String, fields: [String])] = []
    for line in fleet.objects {
      let title = "\(line.content.action.mark) \(line.content.title)"
      guard let field = line.content.field else {
        objects.append((within(title, line.places), []))
        continue
      }
      if objects.last?.object != title { objects.append((title, [])) }
      objects[objects.count - 1].fields.append(
        within(FieldText.line(fleet.digests.field(field)), line.places))
    }
    return objects
  }

  /// The names behind a line; none where an act tells of the same workflows.
  func names(_ places: FleetPlaces) -> [String] {
    fleet.isTold(places) ? [] : places.lines(most: mostNames)
  }

  func names(_ act: Fleet.Shared<Fleet.ActLine>) -> [String] { act.places.lines(most: mostNames) }

  /// Of a grave risk all, and always.
  func names(_ risk: Fleet.Shared<Fleet.RiskLine>) -> [String] {
    risk.content.isGrave ? risk.places.lines(most: nil) : names(risk.places)
  }

  /// How names that are not shown can be seen; nil where there are none.
  var more: String? {
    guard let mostNames else { return nil }
    let places =
      fleet.acts.map(\.places) + fleet.notes.map(\.places) + fleet.files.map(\.places)
      + fleet.packages.map(\.places) + fleet.risks.filter { !$0.content.isGrave }.map(\.places)
    return places.contains { $0.isCut(most: mostNames) }
      ? "`tntc diff --format json` names all workflows" : nil
  }

  func within(_ text: String, _ places: FleetPlaces) -> String { "\(text), in \(places.extent)" }
}
