import Bytes
import Comparison
import WorkflowModel
import YAML

/// Counts what is the same in the renderings of many workflows, but for their names.
enum RenderingTally {
  /// The rendering of a workflow in one tree.
  typealias Part = (workflow: String, rendering: RenderingChange)

  /// What stands for the name of a workflow where several have the same.
  static let name = "{name}"

  /// Something that a part has.
  private struct Item<Content> {
    let part: Int
    let workflow: String
    let content: Content

    func with(_ content: Content) -> Item { Item(part: part, workflow: workflow, content: content) }
  }

  static func objects(_ parts: [Part]) -> [RenderingGroup.Object] {
    var kinds: [(kind: String, action: ObjectChange.Action, items: [Item<ObjectChange>])] = []
    for (number, part) in parts.enumerated() {
      for object in part.rendering.objects {
        let item = Item(part: number, workflow: part.workflow, content: object)
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

  private static func fields(_ objects: [Item<ObjectChange>]) -> [RenderingGroup.Field] {
    let items = objects.flatMap { object in
      object.content.fields.flatMap(items(of:)).map {
        Item(part: object.part, workflow: object.workflow, content: $0)
      }
    }
    return tally(items) {
      "\($0.path.text)\n\(text($0.from))\n\(text($0.to))"
    } unnamed: { field, workflow in
      FieldChange(
        path: field.path, from: field.from.map { unnamed($0, workflow) },
        to: field.to.map { unnamed($0, workflow) })
    }.map { RenderingGroup.Field(change: $0.content, workflows: $0.count) }
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

  static func risks(_ parts: [Part]) -> [RenderingGroup.RiskLine] {
    let items = parts.enumerated().flatMap { number, part in
      part.rendering.risks.map {
        Item(part: number, workflow: part.workflow, content: (risk: $0, text: RiskText.text($0)))
      }
    }
    let lines = tally(items) {
      $0.text
    } unnamed: {
      ($0.risk, unnamed($0.text, $1))
    }
    .map {
      RenderingGroup.RiskLine(
        level: $0.content.risk.level, kind: $0.content.risk.kind.rawValue, text: $0.content.text,
        workflows: $0.count)
    }
    return Risk.Level.allCases.flatMap { level in lines.filter { $0.level == level } }
  }

  private struct Group<Content> {
    let first: Item<Content>
    var workflows: Set<String> = []
    var parts: Set<Int> = []

    mutating func add(_ other: Item<Content>) {
      workflows.insert(other.workflow)
      parts.insert(other.part)
    }
  }

  /// Each content once, with how many parts have it, in the order of the first ones. What one workflow has alone is
  /// compared once more without its name.
  private static func tally<Content>(
    _ items: [Item<Content>], by key: (Content) -> String, unnamed: (Content, String) -> Content
  ) -> [(content: Content, count: Int)] {
    let named = grouped(items.map { ($0, key($0.content)) })
    let others = items.map { $0.with(unnamed($0.content, $0.workflow)) }
    let keys = items.map { ByteKey(key($0.content)) }
    let own = zip(others, keys).filter { (named[$1]?.workflows.count ?? 0) == 1 }
    let together = grouped(own.map { ($0.0, key($0.0.content)) })
    var seen: Set<ByteKey> = []
    return zip(others, keys).compactMap { other, known in
      let otherKey = ByteKey(key(other.content))
      guard let group = named[known] else { return nil }
      let merged = group.workflows.count == 1 ? together[otherKey] : nil
      let isMerged = (merged?.workflows.count ?? 0) > 1
      guard seen.insert(isMerged ? otherKey : known).inserted else { return nil }
      if isMerged, let merged { return (merged.first.content, merged.parts.count) }
      return (group.first.content, group.parts.count)
    }
  }

  private static func grouped<Content>(_ items: [(Item<Content>, String)]) -> [ByteKey: Group<Content>] {
    var groups: [ByteKey: Group<Content>] = [:]
    for (item, key) in items { groups[ByteKey(key), default: Group(first: item)].add(item) }
    return groups
  }

  private static func text(_ value: Value?) -> String { value.map(JSON.compact) ?? "" }

  private static func unnamed(_ value: Value, _ workflow: String) -> Value {
    switch value {
    case .string(let text): .string(unnamed(text, workflow))
    case .sequence(let items): .sequence(items.map { unnamed($0, workflow) })
    case .mapping(let members):
      .mapping(Mapping(members.map { (key: $0.key, value: unnamed($0.value, workflow)) }))
    default: value
    }
  }

  /// A text with `{name}` wherever the name of a workflow stands by itself.
  static func unnamed(_ text: String, _ workflow: String) -> String {
    let (bytes, name) = (Array(text.utf8), Array(workflow.utf8))
    var (result, place): ([UInt8], Int) = ([], 0)
    func isPart(_ position: Int) -> Bool {
      bytes.indices.contains(position) && bytes[position].isIn(.alphanumeric)
    }
    while place < bytes.count {
      let end = place + name.count
      if end <= bytes.count, bytes[place..<end].elementsEqual(name), !isPart(place - 1), !isPart(end) {
        result += Array(Self.name.utf8)
        place = end
      } else {
        result.append(bytes[place])
        place += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
