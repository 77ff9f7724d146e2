import YAML

/// Fields that people patch, with values.
enum FieldSamples {
  typealias Fields = [(String, [Value])]

  /// Lists of fields that may be in a mapping with these members.
  static func fitting(_ members: Mapping, depth: Int) -> [Fields] {
    var lists: [Fields] = []
    if members["containers"] != nil { lists.append(pod) }
    if members["image"] != nil { lists.append(container) }
    if members["selector"] != nil, members["template"] != nil { lists.append(workload) }
    if members["jobTemplate"] != nil {
      lists.append([("concurrencyPolicy", ["Forbid"]), ("suspend", [true])])
    }
    if depth == 1, members["name"] != nil { lists.append(metadata) }
    return lists
  }

  private static let metadata: Fields = [
    ("annotations", [["a.example/b": "c"], ["x": .null], [:]]), ("labels", [["tier": "web"], ["x": .null]]),
    ("finalizers", [["a/b"], ["a/b", "c/d", "a/b"], [["$patch": "replace"], "e/f"], []]),
    ("ownerReferences", [[["uid": "1", "kind": "A", "name": "a", "apiVersion": "v1"]]]),
  ]

  private static let workload: Fields = [
    (
      "strategy",
      [
        ["type": "Recreate"], ["rollingUpdate": ["maxSurge": 1], "type": "RollingUpdate"],
        ["$patch": "replace"],
      ]
    ),
    ("minReadySeconds", [5]), ("paused", [true, .null]), ("progressDeadlineSeconds", [60]),
  ]

  private static let pod: Fields = [
    ("tolerations", [[["key": "a", "operator": "Exists"]], [], .null]),
    ("nodeSelector", [["disk": "ssd"], ["disk": .null], [:]]),
    (
      "affinity",
      [
        [
          "podAntiAffinity": [
            "preferredDuringSchedulingIgnoredDuringExecution": [
              ["weight": 1, "podAffinityTerm": ["topologyKey": "zone"]]
            ]
          ]
        ], ["nodeAffinity": .null],
      ]
    ),
    (
      "volumes",
      [
        [["name": "extra", "emptyDir": [:]]], [["name": "tmp", "emptyDir": ["medium": "Memory"]]],
        [["name": "tmp", "$patch": "replace", "emptyDir": [:]]], [["name": "tmp", "$patch": "delete"]],
      ]
    ),
    (
      "initContainers",
      [
        [["name": "wait", "image": "w", "env": [["name": "A", "value": "a"]]]],
        [["name": "wait", "$patch": "delete"]],
      ]
    ),
    (
      "containers",
      [
        [
          [
            "name": "proxy", "image": "p",
            "ports": [["containerPort": 9, "protocol": "UDP"], ["containerPort": 9, "protocol": "TCP"]],
          ]
        ]
      ]
    ),
    (
      "topologySpreadConstraints",
      [
        [
          ["topologyKey": "zone", "whenUnsatisfiable": "ScheduleAnyway", "maxSkew": 1],
          ["topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule", "maxSkew": 1],
        ]
      ]
    ),
    ("imagePullSecrets", [[["name": "pull"]], []]),
    ("hostAliases", [[["ip": "10.0.0.1", "hostnames": ["a"]]]]),
    ("securityContext", [["fsGroup": 1, "runAsUser": .null], ["$patch": "replace", "runAsNonRoot": true]]),
    ("dnsConfig", [["options": [["name": "ndots", "value": "1"]]]]), ("priorityClassName", ["high"]),
    ("terminationGracePeriodSeconds", [5, .null]), ("serviceAccountName", ["sa"]),
    ("resourceClaims", [[["name": "gpu", "resourceClaimName": "g"]]]),
  ]

  private static let container: Fields = [
    (
      "env",
      [
        [["name": "LOG", "value": "debug"]],
        [
          ["name": "DENO_DIR", "value": .null, "valueFrom": ["fieldRef": ["fieldPath": "x"]]],
          ["name": "B", "value": "1"],
        ], [["name": "DENO_DIR", "$patch": "delete"]], [["$patch": "merge"], ["name": "Z", "value": ""]],
      ]
    ),
    ("envFrom", [[["secretRef": ["name": "s"]]], []]),
    ("args", [["serve"], [], .null]), ("command", [["sh", "-c", "echo"]]),
    (
      "resources",
      [
        ["limits": ["memory": "1Gi", "cpu": "2"]], ["requests": .null], ["$patch": "delete"],
        ["claims": [["name": "gpu"]]], [:],
      ]
    ),
    (
      "ports",
      [
        [["containerPort": 9090, "protocol": "TCP", "name": "metrics"]],
        [
          ["containerPort": 8080, "protocol": "UDP"],
          ["containerPort": 8080, "protocol": "TCP", "hostPort": 8080],
        ],
      ]
    ),
    (
      "volumeMounts",
      [
        [["name": "extra", "mountPath": "/extra"]], [["name": "extra", "mountPath": "/tmp"]],
        [["mountPath": "/tmp", "$patch": "delete"]],
      ]
    ),
    (
      "livenessProbe",
      [["httpGet": .null, "exec": ["command": ["true"]]], .null, ["initialDelaySeconds": 3]]
    ),
    ("lifecycle", [["preStop": ["exec": ["command": ["sleep", "5"]]]]]),
    ("securityContext", [["capabilities": ["add": ["NET_BIND_SERVICE"], "drop": .null]], .null]),
    ("imagePullPolicy", ["IfNotPresent"]),
  ]
}
