package import YAML

/// How an object of the tree stands in a cluster.
package enum ClusterState: Sendable, Equatable {
  case inSync
  /// The first fields that differ: their path, what the tree has and what the cluster has.
  case differs([Difference])
  case missing

  package struct Difference: Sendable, Equatable {
    package let path: String
    package let tree: String
    package let cluster: String
  }
}

/// Compares what a tree says with what a cluster answered. Fields that only the cluster has are its defaults and
/// its own status, and make no difference.
package enum ClusterComparison {
  private static let shown = 5
  package static func state(of tree: Value, in cluster: Value?) -> ClusterState {
    guard let cluster else { return .missing }
    var differences: [ClusterState.Difference] = []
    compare(tree, cluster, "", &differences)
    return differences.isEmpty ? .inSync : .differs(Array(differences.prefix(shown)))
  }

  private static func compare(
    _ tree: Value, _ cluster: Value?, _ path: String, _ differences: inout [ClusterState.Difference]
  ) {
    switch (tree, cluster) {
    case (.mapping(let expected), .mapping(let found)?):
      for (key, value) in expected { compare(value, found[key], path + "." + key, &differences) }
    case (.sequence(let expected), .sequence(let found)?):
      compare(expected, found, path, &differences)
    case (.mapping(let expected), nil) where expected.isEmpty: break
    default:
      if cluster == tree || isSameQuantity(tree, cluster) { return }
      differences.append(
        .init(path: String(path.dropFirst()), tree: text(tree), cluster: cluster.map(text) ?? "nothing"))
    }
  }

  private static func compare(
    _ expected: [Value], _ found: [Value], _ path: String, _ differences: inout [ClusterState.Difference]
  ) {
    let field = path.split(separator: ".").last.map(String.init) ?? ""
    guard let keys = MergeKeys.pairing(field, expected, found) else {
      if expected.count != found.count {
        differences.append(
          .init(
            path: String(path.dropFirst()), tree: "\(expected.count) items", cluster: "\(found.count) items"))
        return
      }
      for (position, pair) in zip(expected, found).enumerated() {
        compare(pair.0, pair.1, "\(path)[\(position)]", &differences)
      }
      return
    }
    let known = expected.map { MergeKeys.identity($0, keys) }
    for (item, identity) in zip(expected, known) {
      let other = found.first { MergeKeys.identity($0, keys) == identity }
      compare(item, other, "\(path)[\(text(identity))]", &differences)
    }
    for identity in found.map({ MergeKeys.identity($0, keys) }) where !known.contains(identity) {
      differences.append(
        .init(path: "\(path.dropFirst())[\(text(identity))]", tree: "nothing", cluster: "there"))
    }
  }

  private static func text(_ identity: Mapping) -> String {
    identity.values.map(text).joined(separator: "/")
  }

  /// The API server rewrites quantities: `1000m` comes back as `1`.
  private static func isSameQuantity(_ tree: Value, _ cluster: Value?) -> Bool {
    guard let cluster, let left = quantity(tree), let right = quantity(cluster) else { return false }
    return left == right
  }

  private static func quantity(_ value: Value) -> Double? {
    let text = text(value)
    let digits = text.prefix { $0.isNumber || $0 == "." }
    let units: [String: Double] = [
      "": 1, "m": 0.001, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "Ki": 1024, "Mi": 1_048_576,
      "Gi": 1_073_741_824, "Ti": 1_099_511_627_776,
    ]
    guard let number = Double(digits), let unit = units[String(text.dropFirst(digits.count))] else {
      return nil
    }
    return number * unit
  }

  private static func text(_ value: Value) -> String { value.text ?? JSON.compact(value) }
}
