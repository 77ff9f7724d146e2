package import YAML

/// Lists that Kubernetes merges by a key (Kubernetes API, `patchMergeKey` and `listMapKeys`).
package enum MergeKeys {
  /// By the field that holds the list; several candidates in the order in which they are tried.
  private static let byField: [String: [[String]]] = [
    "containers": [["name"]], "initContainers": [["name"]], "ephemeralContainers": [["name"]],
    "volumes": [["name"]], "env": [["name"]], "imagePullSecrets": [["name"]], "resourceClaims": [["name"]],
    "ports": [
      ["containerPort", "protocol"], ["port", "protocol"], ["containerPort"], ["port"], ["name"],
    ],
    "volumeMounts": [["mountPath"]], "volumeDevices": [["devicePath"]], "hostAliases": [["ip"]],
    "topologySpreadConstraints": [["topologyKey", "whenUnsatisfiable"]], "listeners": [["name"]],
    // The files of a mounted ConfigMap: their order does not matter either.
    "items": [["key"]],
  ]
  /// What tells the items of other lists apart, whose order does count.
  private static let usual = [["name"], ["key"], ["type"]]

  /// Whether the order of a list in this field does not matter.
  package static func isMerged(_ field: String) -> Bool { byField[field] != nil }

  /// The fields that tell the items of both lists apart; nil when nothing does.
  package static func pairing(_ field: String, _ left: [Value], _ right: [Value]) -> [String]? {
    if left.isEmpty || right.isEmpty { return byField[field]?.first { tellsApart($0, left + right) } }
    return (byField[field] ?? usual).first { tellsApart($0, left) && tellsApart($0, right) }
  }

  /// The members of an item that identify it.
  package static func identity(_ item: Value, _ keys: [String]) -> Mapping {
    Mapping(keys.compactMap { key in item[key].map { (key: key, value: $0) } })
  }

  private static func tellsApart(_ keys: [String], _ items: [Value]) -> Bool {
    var seen: Set<ByteKey> = []
    return items.allSatisfy { item in
      keys.allSatisfy { item[$0] != nil }
        && seen.insert(ByteKey(JSON.compact(.mapping(identity(item, keys))))).inserted
    }
  }
}
