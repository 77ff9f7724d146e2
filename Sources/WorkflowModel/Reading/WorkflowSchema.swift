package import YAML

/// The JSON Schema of workflow.yaml, for editors. It says what `WorkflowReader` checks, as far as a schema
/// can: not that files and nodes exist, that names are unique, or that edges form no cycle.
package enum WorkflowSchema {
  package static let value: Value = [
    "$schema": SchemaParts.draft,
    "title": "workflow.yaml",
    "description": "A workflow: triggers, nodes in TypeScript, and the edges between them.",
    "type": "object",
    "additionalProperties": false,
    "required": ["name", "version", "triggers", "nodes"],
    "properties": [
      "name": name, "version": version,
      "description": ["description": "What the workflow is for.", "type": SchemaParts.scalarTypes],
      "triggers": triggers, "nodes": nodes, "edges": edges, "config": config,
      "contract": contract,
      "metadata": open("Free information about the workflow."),
      "deployment": deployment,
    ],
  ]

  private static let name: Value = [
    "description":
      "The name of the workflow and of its objects: lower-case letters, digits and single dashes.",
    "type": "string", "pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)*$",
    "maxLength": .integer(NameRules.maximumWorkflowLength),
    "not": ["pattern": .string("(\(NameRules.reservedSuffixes.joined(separator: "|")))$")],
  ]

  private static let version: Value = [
    "description":
      "MAJOR.MINOR or MAJOR.MINOR.PATCH, optionally with a pre-release like `-rc.1`. Raise it with each change.",
    "type": ["string", "number"], "minimum": 0,
    "maxLength": .integer(NameRules.maximumLabelLength),
    "pattern":
      "^(0|[1-9][0-9]{0,14})(\\.(0|[1-9][0-9]{0,14})){1,2}(-[a-z][a-z0-9]*(\\.(0|[1-9][0-9]{0,14}))?)?$",
  ]

  private static let triggers: Value = [
    "description": "What starts a run; at least one.",
    "type": "array", "minItems": 1,
    "items": [
      "type": "object", "additionalProperties": false, "required": ["type"],
      "properties": [
        "type": ["description": "`manual`, or `cron` with a schedule.", "enum": ["manual", "cron"]],
        "schedule": SchemaParts.text(
          "Five fields: minute, hour, day of month, month, day of week.",
          pattern: "^[ \\t]*[-*?,/0-9A-Za-z]+([ \\t]+[-*?,/0-9A-Za-z]+){4}[ \\t]*$"),
        "timeZone": [
          "description": "A time zone of the IANA database, like `Europe/Berlin`.",
          "type": ["string", "null"],
          "pattern": "^[A-Za-z][-+_A-Za-z0-9]{0,31}(/[A-Za-z][-+_A-Za-z0-9]{0,31}){0,3}$",
          "not": ["type": "string", "pattern": "^[Ll][Oo][Cc][Aa][Ll]$"],
        ],
        "name": SchemaParts.text(
          "The name of a cron trigger; needed when there are several.", pattern: SchemaParts.dnsLabel),
      ],
      "if": ["properties": ["type": ["const": "cron"]]],
      "then": ["required": ["schedule"], "properties": ["schedule": ["type": "string"]]],
      "else": [
        "properties": ["schedule": ["type": "null"], "timeZone": ["type": "null"], "name": ["type": "null"]]
      ],
    ],
  ]

  private static let nodeName = "^[a-z][a-z0-9_-]*$"

  private static let nodes: Value = [
    "description": "The nodes of the graph by name; at least one.",
    "type": "object", "minProperties": 1,
    "propertyNames": ["pattern": .string(nodeName)],
    "additionalProperties": SchemaParts.object(
      "A node: a TypeScript module whose default export is called with a context and an input.",
      [
        "path": [
          "description": "The module, relative to the workflow directory and below `nodes/`.",
          "type": "string", "pattern": "^(\\./)?nodes(/[-_a-zA-Z0-9][-._a-zA-Z0-9]*)+$",
          "not": ["pattern": "(_test|\\.test)\\.ts$|/(__tests__|tests)/"],
        ],
        "description": ["description": "What the node does.", "type": SchemaParts.scalarTypes],
        "capabilities": SchemaParts.object(
          "What the node may do. When any node names hosts, each may reach only its own.",
          [
            "net": [
              "description": "Hosts that the node may reach: `host`, `host:port`, `*.example.com`, or `*`.",
              "type": ["array", "null"],
              "items": ["type": "string", "pattern": .string(NetworkHost.pattern)],
            ]
          ], isOptional: true),
      ], required: ["path"]),
  ]

  private static let edges: Value = [
    "description": "Which node's output goes to which node.",
    "type": ["array", "null"],
    "items": SchemaParts.object(
      "The output of `from` is input of `to`.",
      [
        "from": ["description": "A node's name.", "type": "string", "pattern": .string(nodeName)],
        "to": ["description": "A node's name.", "type": "string", "pattern": .string(nodeName)],
      ], required: ["from", "to"]),
  ]

  /// Also what an environment may lay over it.
  package static let config: Value = [
    "description": "Values for the nodes (`ctx.config`); `timeout` and `retries` are obeyed by the engine.",
    "type": ["object", "null"],
    "properties": [
      "timeout": [
        "description": "The longest time for an attempt of a node, like `30s` or `2m`; at most 24h.",
        "type": ["string", "null"], "minLength": 1,
        "pattern": "^([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$",
      ],
      "retries": [
        "description": "How often a failed node is tried again.",
        "type": ["integer", "null"], "minimum": 0, "maximum": .integer(ConfigReader.mostRetries),
      ],
    ],
  ]

  /// An open block, of which hosts and ports are read.
  private static let contract: Value = open("What the nodes need from outside, like `dependencies`.").patched(
    with: [
      "properties": [
        "dependencies": [
          "description":
            "Services by name; when no node names hosts, these are the ones that nodes may reach.",
          "additionalProperties": [
            "properties": [
              "host": ["type": ["string", "null"], "pattern": .string(NetworkHost.pattern)],
              "port": ["type": ["integer", "null"], "minimum": 1, "maximum": 65_535],
            ],
            "if": ["required": ["port"], "properties": ["port": ["type": "integer"]]],
            "then": ["properties": ["host": ["pattern": .string(NetworkHost.patternWithoutPort)]]],
          ],
        ]
      ]
    ])

  private static let deployment: Value = open("Where the workflow runs.").patched(with: [
    "properties": [
      "namespace": SchemaParts.text(
        "The default namespace; a flag or a setting wins over it.", pattern: SchemaParts.dnsLabel)
    ]
  ])

  private static func open(_ description: String) -> Value {
    ["description": .string(description), "type": ["object", "null"]]
  }
}
