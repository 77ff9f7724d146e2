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

  /// For each kind what it requires, and that its own keys are no other kind's; for a key that some kinds share, whose.
  private static func conditions(_ kinds: [any Trigger.Type]) -> [Value] {
    let keys = Mapping(kinds.flatMap { $0.optionalProperties.map { $0 } }).keys
    let owners = keys.map { key in (key: key, kinds: kinds.filter { $0.has(key) }) }
    let own = kinds.filter { !$0.optionalProperties.isEmpty }.map { kind -> Value in
      let keys = owners.filter { $0.kinds.count == 1 && kind.has($0.key) }.map(\.key)
      return condition(["const": .string(kind.type)], .mapping(kind.requirements), otherwiseWithout: keys)
    }
    let shared = owners.filter { (2..<kinds.count).contains($0.kinds.count) }.map { key, kinds in
      condition(["enum": .sequence(kinds.map { .string($0.type) })], [:], otherwiseWithout: [key])
    }
    return own + shared
  }

  private static func condition(_ type: Value, _ then: Value, otherwiseWithout keys: [String]) -> Value {
    let nothing = Mapping(keys.map { ($0, ["type": "null"]) })
    return [
      "if": ["properties": ["type": type]], "then": then, "else": ["properties": .mapping(nothing)],
    ]
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
