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
      "defaults": settings("Settings for every environment."),
      "environments": [
        "description": "Environments by name; each has a tree of its own.",
        "type": ["object", "null"],
        "propertyNames": ["pattern": .string(SchemaParts.dnsLabel)],
        "additionalProperties": settings("Settings of an environment, over the defaults."),
      ],
    ],
  ]

  /// A relative path; the second pattern is what it must not have.
  private static let folder = "^[^/]+(/[^/]+)*$"
  private static let upward = Mapping([("type", "string"), ("pattern", "(^|/)\\.\\.(/|$)")])

  private static let tree: Value = [
    "description": "The folder of the output tree (default: `deploy`).",
    "type": ["string", "null"], "pattern": .string(folder), "not": .mapping(upward),
  ]

  private static func settings(_ description: String) -> Value {
    var properties = keys
    properties["workflows"] = [
      "description": "Settings of single workflows by name, over those of all.",
      "type": ["object", "null"],
      "additionalProperties": SchemaParts.object("Settings of one workflow.", keys),
    ]
    return SchemaParts.object(description, properties, isOptional: true)
  }

  /// Null takes back what a wider block gives.
  private static let keys: Mapping = [
    "image": SchemaParts.text(
      "The engine image: `name[:tag][@sha256:…]`.", pattern: ImageReference.pattern),
    "namespace": SchemaParts.text("The namespace of all objects.", pattern: SchemaParts.dnsLabel),
    "runtimeClass": SchemaParts.text(
      "The RuntimeClass of the pods, like `gvisor`.",
      pattern: "^\(dnsPart)(\\.\(dnsPart))*$"
    ).patched(with: ["maxLength": 253]),
    "replicas": [
      "description": "How many engines run; `unmanaged` when an autoscaler owns the number.",
      "anyOf": [
        ["type": "integer", "minimum": 0, "maximum": .integer(SettingsReader.mostReplicas)],
        ["enum": [.string(Settings.unmanagedReplicas), .null]],
      ],
    ],
    "resources": SchemaParts.object(
      "Resources of the engine's container.", ["requests": quantities, "limits": quantities],
      isOptional: true),
    "nodeSelector": labels("Labels that a cluster's node needs for the pods.", reserved: []),
    "tolerations": tolerations,
    "labels": labels(
      "Labels for objects and pods, beside those of tntc.", reserved: LabelReader.reserved),
    "annotations": [
      "description": "Annotations for objects and pods.",
      "type": ["object", "null"], "propertyNames": ["pattern": .string(LabelReader.annotationKeyPattern)],
      "additionalProperties": ["type": SchemaParts.scalarTypes],
    ],
    "secrets": secrets,
    "templates": [
      "description": "A folder of templates over the built-in ones.", "type": ["string", "null"],
    ],
    "keep": [
      "description": "How many versions stay in the tree.",
      "type": ["integer", "null"], "minimum": .integer(Retention.least),
    ],
    "release": [
      "description": "`auto`: a rendered version goes live; `manual`: `tntc promote` makes it live.",
      "enum": .sequence(ReleaseMode.allCases.map { .string($0.rawValue) } + [.null]),
    ],
    "config": WorkflowSchema.config.patched(with: [
      "description": "Laid over the `config` of a workflow, without changing its version."
    ]),
  ]

  private static let dnsPart = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"

  private static let quantities = SchemaParts.object(
    "Amounts as Kubernetes quantities, like `250m` or `256Mi`.",
    Mapping(
      ResourceReader.resources.map {
        (
          $0,
          [
            "type": ["string", "number", "null"], "minimum": 0,
            "pattern": .string($0 == "cpu" ? ResourceReader.cpuPattern : ResourceReader.bytesPattern),
          ]
        )
      }), isOptional: true)

  private static let secrets: Value = [
    "description": "Where the Secret of a workflow comes from; `external-secrets` stands for all defaults.",
    "anyOf": [
      ["enum": [.string(ExternalSecrets.shortForm), .null]],
      SchemaParts.object(
        "Where the Secret of a workflow comes from.",
        [
          ExternalSecrets.member: SchemaParts.object(
            "The External Secrets Operator makes it.",
            [
              "store": SchemaParts.text(
                "The name of the store (default: `\(ExternalSecrets.usualStore)`).",
                pattern: ExternalSecrets.storePattern
              ).patched(with: ["maxLength": .integer(ExternalSecrets.longestStore)]),
              "kind": [
                "description": .string("The kind of the store (default: `\(ExternalSecrets.usualKind)`)."),
                "enum": .sequence(ExternalSecrets.kinds.map(Value.string) + [.null]),
              ],
              "refreshInterval": SchemaParts.text(
                "How often it is read again (default: `\(ExternalSecrets.usualInterval)`).",
                pattern: ExternalSecrets.intervalPattern),
              "key": SchemaParts.text(
                "The key of the remote secret, with the marks `{name}` for the workflow and `{service}` for each service of "
                  + "its contract (default: `\(ExternalSecrets.usualKey)`).",
                pattern: ExternalSecrets.keyPattern),
            ], isOptional: true)
        ]),
    ],
  ]

  /// Rules between the fields of a toleration (`ValidateTolerations` of the API server).
  private static let tolerationRules: Value = [
    [
      "anyOf": [
        ["required": ["key"], "properties": ["key": ["not": ["enum": [.null, ""]]]]],
        ["required": ["operator"], "properties": ["operator": ["const": "Exists"]]],
      ]
    ],
    [
      "anyOf": [
        ["not": ["required": ["operator"], "properties": ["operator": ["const": "Exists"]]]],
        ["properties": ["value": ["enum": [.null, ""]]]],
      ]
    ],
    [
      "anyOf": [
        ["properties": ["tolerationSeconds": ["type": "null"]]],
        ["required": ["effect"], "properties": ["effect": ["const": "NoExecute"]]],
      ]
    ],
  ]

  private static let tolerations: Value = [
    "description": "Taints that the pods tolerate.",
    "type": ["array", "null"],
    "items": SchemaParts.object(
      "A toleration.",
      Mapping(
        TolerationReader.keys.map { key in
          if key == "tolerationSeconds" { return (key, ["type": ["integer", "null"]]) }
          if let pattern = TolerationReader.patterns[key] {
            return (key, ["type": SchemaParts.scalarTypes, "pattern": .string(pattern)])
          }
          return (key, ["enum": .sequence((TolerationReader.words[key] ?? []).map(Value.string) + [.null])])
        })
    ).patched(with: ["allOf": tolerationRules]),
  ]

  private static func labels(_ description: String, reserved: [String]) -> Value {
    var names: Value = ["pattern": .string(LabelReader.keyPattern)]
    if !reserved.isEmpty {
      names = names.patched(with: ["not": ["enum": .sequence(reserved.map(Value.string))]])
    }
    return [
      "description": .string(description), "type": ["object", "null"], "propertyNames": names,
      "additionalProperties": [
        "type": SchemaParts.scalarTypes, "pattern": .string(LabelReader.valuePattern),
      ],
    ]
  }
}
