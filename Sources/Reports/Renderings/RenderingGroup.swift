import Comparison
import Diagnostics
import YAML

/// What another tntc renders differently, over all trees of a comparison: each field and each risk once, with the
/// number of workflows that have it.
struct RenderingGroup {
  struct Field {
    /// With the name of the workflow as `{name}`, where several are meant.
    let change: FieldChange
    let workflows: Int
  }

  struct Object {
    let action: ObjectChange.Action
    let kind: String
    /// As kubectl names it where it is one, else its kind.
    let title: String
    let workflows: Int
    let fields: [Field]
  }

  struct RiskLine {
    let level: Risk.Level
    let kind: String
    let text: String
    let workflows: Int
  }

  struct Place {
    let environment: String?
    let tree: String
    let workflows: [String]
  }

  let places: [Place]
  let objects: [Object]
  /// The gravest first.
  let risks: [RiskLine]
  /// The releases that wrote the two sides, each once; 0.1 did not record that it did.
  let writers: (from: [String], to: [String])
  private let relation: Relation

  /// Nil where one tntc wrote all.
  init?(_ comparison: Comparison) {
    let entries = comparison.trees.flatMap { tree in
      tree.workflows.compactMap { change in
        change.rendering.flatMap { $0.extent == .unknown ? nil : (tree: tree, change: change, rendering: $0) }
      }
    }
    if entries.isEmpty { return nil }
    relation = comparison.relation
    places = comparison.trees.compactMap { tree in
      let names = tree.workflows.filter { $0.rendering.map { $0.extent != .unknown } ?? false }.map(
        \.workflow)
      return names.isEmpty ? nil : Place(environment: tree.environment, tree: tree.tree, workflows: names)
    }
    let parts = entries.map { (workflow: $0.change.workflow, rendering: $0.rendering) }
    objects = RenderingTally.objects(parts)
    risks = RenderingTally.risks(parts, comparison.relation)
    func names(_ writers: [String?]) -> [String] {
      writers.reduce(into: []) { known, writer in
        if !known.contains(writer ?? "0.1") { known.append(writer ?? "0.1") }
      }
    }
    writers = (
      names(entries.map(\.rendering.writers.from)), names(entries.map(\.rendering.writers.to))
    )
  }

  /// How many workflows, each counted in each of its trees.
  var count: Int { places.reduce(0) { $0 + $1.workflows.count } }

  var headline: String {
    relation.title("rendered by another tntc\(releases), in \(Counted.text(count, "workflow"))")
  }

  private var releases: String {
    writers.from == writers.to
      ? "" : " (\(writers.from.joined(separator: ", ")) → \(writers.to.joined(separator: ", ")))"
  }

  /// Where, for people: a line for each tree.
  var placeLines: [String] {
    places.map { place in
      let shown = place.workflows.prefix(Self.mostNames)
      let rest = place.workflows.count - shown.count
      return
        "\(place.environment.map { "environment \($0)" } ?? place.tree): \(shown.joined(separator: ", "))"
        + (rest > 0 ? " and \(rest) more" : "")
    }
  }

  private static let mostNames = 10

  /// `~ deployment: spec.replicas: 1 → 2, in 9 workflows`, by object and then by field.
  var fieldLines: [(object: String, fields: [String])] {
    objects.map { object in
      let count = object.fields.isEmpty ? inWorkflows(object.workflows) : ""
      return ("\(object.action.mark) \(object.title)\(count)", lines(object.fields))
    }
  }

  /// More values of one field than this are told by the first alone, as they are other ones for each workflow.
  private static let mostValues = 3

  private func lines(_ fields: [Field]) -> [String] {
    var lines: [String] = []
    var told: [String] = []
    for field in fields where !told.contains(field.change.path.text) {
      let alike = fields.filter { $0.change.path == field.change.path }
      if alike.count <= Self.mostValues {
        lines.append(FieldText.line(field.change) + inWorkflows(field.workflows))
        continue
      }
      told.append(field.change.path.text)
      let all = alike.reduce(0) { $0 + $1.workflows }
      lines.append("\(FieldText.line(field.change)) and \(alike.count - 1) other values\(inWorkflows(all))")
    }
    return lines
  }

  var riskLines: [String] { zip(risks, riskTexts).map { "\($0.level.rawValue): \($1)" } }

  /// The same without the level.
  var riskTexts: [String] { risks.map { "\($0.text)\(inWorkflows($0.workflows))" } }

  /// The gravest first.
  var riskCounts: [(level: Risk.Level, count: Int)] {
    Risk.Level.allCases.map { level in (level, risks.count { $0.level == level }) }
  }

  private func inWorkflows(_ number: Int) -> String {
    count == 1 ? "" : ", in \(Counted.text(number, "workflow"))"
  }
}
