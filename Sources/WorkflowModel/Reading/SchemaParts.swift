package import YAML

/// Parts of JSON Schemas (draft 7, the newest that editors of YAML know well).
package enum SchemaParts {
  package static let draft: Value = "http://json-schema.org/draft-07/schema#"

  /// What is read as text however it is written: `1.10` without quotes stays `1.10`.
  package static let scalarTypes: Value = ["string", "number", "boolean", "null"]

  /// An object that takes these members only.
  ///
  /// - Parameter isOptional: null is taken too, and stands for one that is not there.
  package static func object(
    _ description: String?, _ properties: Mapping, required: [String] = [], isOptional: Bool = false
  ) -> Value {
    var schema = Mapping()
    if let description { schema["description"] = .string(description) }
    schema["type"] = isOptional ? ["object", "null"] : "object"
    schema["additionalProperties"] = false
    if !required.isEmpty { schema["required"] = .sequence(required.map(Value.string)) }
    schema["properties"] = .mapping(properties)
    return .mapping(schema)
  }

  /// An optional text that `NameRules.isDNSSubdomain` takes.
  package static func dnsSubdomain(_ description: String) -> Value {
    let part = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
    return text(description, pattern: "^\(part)(\\.\(part))*$").patched(with: [
      "maxLength": .integer(NameRules.maximumSubdomainLength)
    ])
  }

  /// An optional text.
  package static func text(_ description: String, pattern: String) -> Value {
    ["description": .string(description), "type": ["string", "null"], "pattern": .string(pattern)]
  }
}
