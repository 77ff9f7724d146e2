import WorkflowModel
package import YAML

/// The JSON Schema of `.tentacular/accepted.yaml`, for editors. It says what `AcceptedRisks` checks.
package enum AcceptedRisksSchema {
  package static let value: Value = [
    "$schema": SchemaParts.draft,
    "title": .string(AcceptedRisks.name),
    "description": "Risks that a change may bring, each for one workflow and with a reason.",
    "type": ["object", "null"],
    "additionalProperties": false,
    "properties": [
      "risks": [
        "description":
          "One entry for each risk that a person accepts; take it out once its change is merged.",
        "type": ["array", "null"],
        "items": SchemaParts.object(
          "A risk that a person accepts.",
          [
            "risk": [
              "description": "The `kind` of the risk, as `tntc diff --format json` names it.",
              "enum": .sequence(RiskKind.allCases.map { .string($0.rawValue) }),
            ],
            "workflow": described(
              "The name of the workflow.", Mapping([("type", "string")] + NameRules.workflow.schema())),
            "object": text(
              "The object, as kubectl names it, or `node/NAME` (left out: every object)."),
            "field": text("The field of the object, by its path (left out: every field)."),
            "environment": text("The environment (left out: every one)."),
            "from": described("What is live before the change (left out: any version).", version),
            "to": described("The version that the change brings (left out: any version).", version),
            "who": text("Who accepts it."), "why": text("The reason, for those who review it."),
          ], required: ["risk", "workflow", "who", "why"]),
      ]
    ],
  ]

  private static let version = Mapping(
    [("type", ["string", "number"]), ("minimum", 0)] + VersionNumber.form.schema())

  private static func described(_ description: String, _ rules: Mapping) -> Value {
    Value.mapping(["description": .string(description)]).patched(with: .mapping(rules))
  }

  /// What is read as text however it is written; not blank.
  private static func text(_ description: String) -> Value {
    [
      "description": .string(description), "type": ["string", "number", "boolean"],
      "pattern": "[^\\u0000-\\u0020]", "maxLength": .integer(AcceptedRisks.longestText),
    ]
  }
}
