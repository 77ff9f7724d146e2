import Comparison
import YAML

/// The parts of a field whose value is too long for a line, like a container that is new: each of its own fields is one.
enum FieldParts {
  /// What is the same in both values is left out; the field itself where its values are texts, or short.
  static func all(_ field: FieldChange) -> [FieldChange] {
    if FieldText.isShort(field.from), FieldText.isShort(field.to) { return [field] }
    switch (field.from, field.to) {
    case (let value?, nil):
      return parts(of: value, at: field.path).map { FieldChange(path: $0.path, from: $0.value, to: nil) }
    case (nil, let value?):
      return parts(of: value, at: field.path).map { FieldChange(path: $0.path, from: nil, to: $0.value) }
    case (.sequence(let old)?, .sequence(let new)?) where hasMappings(old) || hasMappings(new):
      let parts = lost(from: old, to: new, field) + lost(from: new, to: old, field).map(\.turned)
      return parts.isEmpty ? [field] : parts
    default: return [field]
    }
  }

  private static func hasMappings(_ items: [Value]) -> Bool {
    items.contains { if case .mapping = $0 { true } else { false } }
  }

  /// The items of a list that the other one has not.
  private static func lost(from old: [Value], to new: [Value], _ field: FieldChange) -> [FieldChange] {
    var rest = new
    return old.enumerated().flatMap { position, item -> [FieldChange] in
      if let twin = rest.firstIndex(of: item) {
        rest.remove(at: twin)
        return []
      }
      let path = FieldPath(field.path.steps + [.position(position)])
      return all(FieldChange(path: path, from: item, to: nil))
    }
  }

  private typealias Part = (path: FieldPath, value: Value)

  private static func parts(of value: Value, at path: FieldPath) -> [Part] {
    if FieldText.isShort(value) { return [(path, value)] }
    switch value {
    case .mapping(let members): return members.flatMap { self.members($0, $1, at: path) }
    case .sequence(let items) where hasMappings(items):
      let field = if case .key(let key)? = path.steps.last { key } else { "" }
      let keys = MergeKeys.pairing(field, items, items)
      return items.enumerated().flatMap { position, item in
        let step = keys.map { FieldPath.Step.item(MergeKeys.identity(item, $0)) } ?? .position(position)
        return parts(of: item, at: FieldPath(path.steps + [step]))
      }
    default: return [(path, value)]
    }
  }

  /// The path of an item says already what tells it apart.
  private static func members(_ key: String, _ value: Value, at path: FieldPath) -> [Part] {
    if case .item(let identity)? = path.steps.last, identity[key] != nil { return [] }
    return parts(of: value, at: FieldPath(path.steps + [.key(key)]))
  }
}

extension FieldChange {
  fileprivate var turned: FieldChange { FieldChange(path: path, from: to, to: from) }
}
