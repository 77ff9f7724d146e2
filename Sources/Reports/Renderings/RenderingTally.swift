import Bytes
import Comparison
import WorkflowModel
import YAML

/// Counts what is the same in the renderings of many workflows, except for their names.
enum RenderingTally {
  /// The rendering of a workflow in one tree.
  typealias Part = (workflow: String, rendering: RenderingChange)

  static func objects(_ parts: [Part]) -> [RenderingGroup.Object] {
    var kinds: [(kind: String, action: ObjectChange.Action, items: [Said<ObjectChange>])] = []
    for (number, part) in parts.enumerated() {
      for object in part.rendering.objects {
        let item = Said(part: number, workflow: part.workflow, content: object)
        if let place = kinds.firstIndex(where: { $0.kind == object.kind && $0.action == object.action }) {
          kinds[place].items.append(item)
        } else {
          kinds.append((object.kind, object.action, [item]))
        }
      }
    }
    return kinds.map { kind, action, items in
      RenderingGroup.Object(
        action: action, kind: kind, title: items.count == 1 ? items[0].content.id : kind.lowercased(),
        workflows: Set(items.map(\.part)).count, fields: fields(items))
    }
  }

  private static func fields(_ objects: [Said<ObjectChange>]) -> [RenderingGroup.Field] {
    let items = objects.flatMap { object in
      object.content.fields.flatMap(items(of:)).map {
        Said(part: object.part, workflow: object.workflow, content: $0)
      }
    }
    return Alike.all(items, by: \.tallyKey) { $0.withoutName($1) }.map {
      RenderingGroup.Field(change: $0.content, workflows: $0.parts.count)
    }
  }

  /// What came into a list or left it at one place, item by item: the others may be each workflow's own, like digests.
  private static func items(of field: FieldChange) -> [FieldChange] {
    guard case .sequence(let old)? = field.from, case .sequence(let new)? = field.to else { return [field] }
    let start = zip(old, new).prefix { $0 == $1 }.count
    let rest = min(old.count, new.count) - start
    guard old.count != new.count,
      zip(old.reversed(), new.reversed()).prefix(rest).allSatisfy({ $0 == $1 })
    else { return [field] }
    return (start..<(max(old.count, new.count) - rest)).map { position in
      FieldChange(
        path: FieldPath(field.path.steps + [.position(position)]),
        from: old.count > new.count ? old[position] : nil, to: new.count > old.count ? new[position] : nil)
    }
  }

  static func risks(_ parts: [Part], _ relation: Relation) -> [RenderingGroup.RiskLine] {
    let items = parts.enumerated().flatMap { number, part in
      part.rendering.risks.map {
        Said(part: number, workflow: part.workflow, content: (risk: $0, text: RiskText.text($0, relation)))
      }
    }
    let lines = Alike.all(items) {
      $0.text
    } unnamed: {
      ($0.risk, WithoutName.text($0.text, $1))
    }
    .map {
      RenderingGroup.RiskLine(
        level: $0.content.risk.level, kind: $0.content.risk.kind.rawValue, text: $0.content.text,
        workflows: $0.parts.count)
    }
    return Risk.Level.allCases.flatMap { level in lines.filter { $0.level == level } }
  }
}

extension FieldChange {
  /// The same for changes that are the same.
  var tallyKey: String {
    func text(_ value: Value?) -> String { value.map(JSON.compact) ?? "" }
    return "\(path.text)\n\(text(from))\n\(text(to))"
  }

  func isSame(as other: FieldChange) -> Bool { tallyKey.hasSameBytes(as: other.tallyKey) }

  func withoutName(_ workflow: String) -> FieldChange {
    FieldChange(
      path: path, from: from.map { WithoutName.value($0, workflow) },
      to: to.map { WithoutName.value($0, workflow) })
  }
}
