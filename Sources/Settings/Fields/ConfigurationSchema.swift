import WorkflowModel
package import YAML

/// The JSON Schema of `.tentacular/config.yaml`, for editors. It says what `ConfigurationFile` checks, as far
/// as a schema can: not that folders exist.
package enum ConfigurationSchema {
  package static let value: Value = [
    "$schema": SchemaParts.draft,
    "title": ".tentacular/config.yaml",
    "description": "Where workflows and trees are, and the settings of environments.",
    "type": ["object", "null"],
    "additionalProperties": false,
    "properties": [
      "requires": SchemaParts.text(
        "The releases of tntc that may work with this repository, like `>=0.3 <0.4`.",
        pattern: ProgramRequirement.pattern),
      "workflows": [
        "description": "Folders with workflows, beside `.tentacular`.",
        "type": ["array", "null"],
        "items": [
          "anyOf": [
            ["type": "string", "pattern": .string(folder), "not": .mapping(upward)],
            SchemaParts.object(
              "A folder with workflows that has a tree of its own.",
              [
                "path": [
                  "description": "The folder.", "type": "string", "pattern": .string(folder),
                  "not": .mapping(upward),
                ],
                "tree": tree,
              ], required: ["path"]),
          ]
        ],
      ],
      "tree": tree,
      "flux": [
        "description":
          "Files that `tntc gitops flux` printed, beside `.tentacular`; `verify` reports the workflows that they lack.",
        "anyOf": [file, ["type": "array", "items": file], ["type": "null"]],
      ],
      "defaults": settings("Settings for every environment."),
      "environments": [
        "description": "Environments by name; each has a tree of its own.",
        "type": ["object", "null"],
        "propertyNames": ["pattern": .string(NameRules.dnsLabelPattern)],
        "additionalProperties": settings(
          "Settings of an environment, over the defaults.", [extends, ("context", context)]),
      ],
    ],
  ]

  /// A relative path; the second pattern is what it must not have.
  private static let folder = "^[^/]+(/[^/]+)*$"
  private static let upward = Mapping([("type", "string"), ("pattern", "(^|/)\\.\\.(/|$)")])

  private static let file: Value = ["type": "string", "pattern": .string(folder), "not": .mapping(upward)]

  private static let tree: Value = [
    "description": "The folder of the output tree (default: `deploy`).",
    "type": ["string", "null"], "pattern": .string(folder), "not": .mapping(upward),
  ]

  private static let extends: (String, Value) = (
    "extends",
    SchemaParts.text(
      "Another environment, whose settings apply where these are not set.", pattern: NameRules.dnsLabelPattern
    )
  )

  private static let context: Value = [
    "description": "The cluster of the environment, as the name of a kubectl context.",
    "type": ["string", "number", "boolean", "null"], "minLength": 1,
  ]

  /// - Parameter others: keys that are not settings.
  private static func settings(_ description: String, _ others: [(String, Value)] = []) -> Value {
    var properties = Mapping(others)
    properties.patch(with: keys)
    properties["folders"] = [
      "description": "Settings for the workflows of folders beside `.tentacular`, over those of all.",
      "type": ["object", "null"],
      "propertyNames": ["pattern": .string(folder), "not": ["pattern": upward["pattern"] ?? .null]],
      "additionalProperties": SchemaParts.object("Settings for the workflows of a folder.", keys),
    ]
    properties["workflows"] = [
      "description": "Settings of single workflows by name, over those of all and of folders.",
      "type": ["object", "null"],
      "additionalProperties": SchemaParts.object("Settings of one workflow.", keys),
    ]
    return SchemaParts.object(description, properties, isOptional: true)
  }

  private static let keys = Mapping(
    SettingField.configurable.compactMap { field in field.schema.map { (field.key, $0) } })
}
