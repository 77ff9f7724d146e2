import WorkflowModel
import YAML

/// The JSON Schema of `networkPolicy:`; it says what `NetworkPolicyReader` checks, as far as a schema can.
extension NetworkPolicyReader {
  @Sendable static func schema(_ documentation: String) -> Value {
    let kinds = NetworkPolicySettings.Kind.allCases.map { Value.string($0.rawValue) } + [.null]
    return [
      "description": .string(documentation),
      "anyOf": [
        ["enum": .sequence(kinds)],
        SchemaParts.object(
          "Which network policies there are, and what they allow in addition to the contract.",
          [
            "kind": ["description": "Which kind of policies to make.", "enum": .sequence(kinds)],
            "dns": list(
              "Where the cluster's DNS runs (default: pods `k8s-app: kube-dns` of the namespace `kube-system`, port 53).",
              of: peer(["port": port("The port of its pods (default: 53).")])),
            "ingressFrom": list("Who may call the engine and scrape its metrics.", of: peer([:])),
            "apiServer": list(
              "The address of the API server, like `10.0.0.1/32:6443`.",
              of: ["type": "string", "pattern": "^(\\[[0-9A-Fa-f:./]+\\]|[0-9./]+):[1-9][0-9]{0,4}$"]),
            "private": list(
              "Private addresses of hosts outside of the cluster.",
              of: .mapping(IPRange.form.schema().merging(["type": "string"]))),
            "servicePorts": servicePorts,
          ]),
      ],
    ]
  }

  private static func list(_ description: String, of item: Value) -> Value {
    ["description": .string(description), "type": ["array", "null"], "items": item]
  }

  private static func port(_ description: String) -> Value {
    [
      "description": .string(description), "type": ["integer", "null"], "minimum": 1, "maximum": 65_535,
    ]
  }

  private static func peer(_ others: Mapping) -> Value {
    var members: Mapping = [
      "namespace": SchemaParts.text("A namespace.", pattern: NameRules.dnsLabelPattern),
      "pods": LabelReader.schema("Labels of pods; without them all pods of the namespace.", reserved: []),
      "cidr": .mapping(
        IPRange.form.schema().merging([
          "description": "A range of addresses, instead of pods.", "type": ["string", "null"],
        ])),
    ]
    for (key, value) in others { members[key] = value }
    let isThere: (String) -> Value = { key in
      ["required": [.string(key)], "properties": .mapping([key: ["not": ["type": "null"]]])]
    }
    let isPods: Value = ["anyOf": [isThere("namespace"), isThere("pods")]]
    return SchemaParts.object("Pods or addresses.", members).patched(with: [
      "oneOf": [isPods, isThere("cidr")]
    ])
  }

  private static var servicePorts: Value {
    let label = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?"
    return [
      "description": "For each Service, `NAME.NAMESPACE`: its ports, each with the port of its pods.",
      "type": ["object", "null"], "propertyNames": ["pattern": .string("^\(label)(\\.\(label))?$")],
      "additionalProperties": [
        "type": ["object", "null"], "propertyNames": ["pattern": .string("^\(NetworkPort.numberPattern)$")],
        "additionalProperties": port("The port of the pods."),
      ],
    ]
  }
}

extension Mapping {
  fileprivate func merging(_ others: Mapping) -> Mapping {
    var merged = others
    for (key, value) in self { merged[key] = value }
    return merged
  }
}
