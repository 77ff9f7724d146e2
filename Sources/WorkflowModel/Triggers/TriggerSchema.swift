import YAML

/// The JSON Schema of an item of `triggers:`, made of what the kinds say.
enum TriggerSchema {
  static func item(_ kinds: [any Trigger.Type] = TriggerKinds.all) -> Value {
    var properties: Mapping = ["type": type(kinds)]
    for kind in kinds {
      for (key, schema) in kind.optionalProperties where properties[key] == nil { properties[key] = schema }
    }
    let item = SchemaParts.object(nil, properties, required: ["type"])
    let conditions = conditions(kinds)
    return item.patched(with: conditions.count == 1 ? conditions[0] : ["allOf": .sequence(conditions)])
  }

  private static func type(_ kinds: [any Trigger.Type]) -> Value {
    let words = kinds.map { $0.documentation }
    return [
      "description": .string(words.dropLast().joined(separator: ", ") + ", or \(words.last ?? "")."),
      "enum": .sequence(kinds.map { .string($0.type) }),
    ]
  }

  private static func conditions(_ kinds: [any Trigger.Type]) -> [Value] {
    var owners: [(key: String, kinds: [any Trigger.Type])] = []
    for key in Mapping(kinds.flatMap { $0.optionalProperties.map { $0 } }).keys {
      owners.append((key, kinds.filter { $0.has(key) }))
    }
    var conditions: [Value] = []
    for kind in kinds where !kind.optionalProperties.isEmpty {
      let own = owners.filter { $0.kinds.count == 1 && $0.kinds[0] == kind }.map(\.key)
      conditions.append([
        "if": ["properties": ["type": ["const": .string(kind.type)]]], "then": .mapping(kind.requirements),
        "else": nothing(at: own),
      ])
    }
    for (key, kinds) in owners where kinds.count > 1 {
      let types = kinds.map { Value.string($0.type) }
      conditions.append([
        "if": ["properties": ["type": ["enum": .sequence(types)]]], "then": [:], "else": nothing(at: [key]),
      ])
    }
    return conditions
  }

  private static func nothing(at keys: [String]) -> Value {
    ["properties": .mapping(Mapping(keys.map { ($0, ["type": "null"]) }))]
  }
}

extension Trigger {
  /// With null for what is not there, which every other kind may say.
  fileprivate static var optionalProperties: Mapping {
    Mapping(keys.rows.map { ($0.key, $0.schema(.optional)) })
  }

  fileprivate static var requirements: Mapping {
    let required = keys.rows.filter { $0.presence == .required }
    let types = required.map { ($0.key, Value.mapping(["type": $0.type.map(Value.string) ?? .null])) }
    return ["required": .sequence(keys.required.map(Value.string)), "properties": .mapping(Mapping(types))]
  }
}
