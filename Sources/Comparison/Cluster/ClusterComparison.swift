import Diagnostics
import Rendering
import WorkflowModel
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

    package init(path: String, tree: String, cluster: String) {
      (self.path, self.tree, self.cluster) = (path, tree, cluster)
    }
  }
}

/// Compares what a tree says with what a cluster answered. Fields that only the cluster has are its defaults and
/// its own status, and make no difference.
///
/// Values are equal when the API takes them for the same: amounts of resources in the fields that hold such, and
/// what it leaves out of its answers. Everywhere else text is text and a number is a number: the label `1.1` is
/// not `1.10`, and the port `"8080"` is another one than 8080.
package struct ClusterComparison {
  private static let shown = 5

  private let kind: String
  private var differences: [ClusterState.Difference] = []

  package static func state(of tree: Value, in cluster: Value?) -> ClusterState {
    guard let cluster else { return .missing }
    var comparison = ClusterComparison(kind: tree["kind"]?.text ?? "")
    comparison.compare(Self.completed(tree), cluster, Place())
    let differences = comparison.differences
    return differences.isEmpty ? .inSync : .differs(Array(differences.prefix(shown)))
  }

  private init(kind: String) { self.kind = kind }

  /// What a network policy does not say it closes, so rules that only the cluster has open it.
  private static func completed(_ tree: Value) -> Value {
    guard tree["kind"] == "NetworkPolicy", case .mapping(var spec)? = tree["spec"] else { return tree }
    for direction in ["ingress", "egress"] where spec[direction] == nil { spec[direction] = [] }
    return tree.patched(with: ["spec": .mapping(spec)])
  }

  /// Where a field stands.
  private struct Place {
    /// For people.
    var text = ""
    /// The names on the way, without the items of lists.
    var fields: [String] = []

    func below(_ key: String) -> Place {
      Place(text: text.isEmpty ? key : "\(text).\(key)", fields: fields + [key])
    }

    func item(_ name: String) -> Place { Place(text: "\(text)[\(name)]", fields: fields) }
  }

  private mutating func compare(_ tree: Value, _ cluster: Value?, _ place: Place) {
    switch (tree, cluster) {
    case (.mapping(let expected), .mapping(let found)?):
      for (key, value) in expected { compare(value, found[key], place.below(key)) }
    case (.sequence(let expected), .sequence(let found)?): compare(expected, found, place)
    // Null in a manifest says nothing, and what is empty is not stored.
    case (.null, _), (.mapping([:]), nil), (.sequence([]), nil): break
    default:
      if isSame(tree, cluster, place.fields) { return }
      let isAlike = cluster.map(Self.text) == Self.text(tree)
      let text = isAlike ? JSON.compact : Self.text
      add(place, tree: text(tree), cluster: cluster.map(text) ?? "nothing")
    }
  }

  private mutating func compare(_ expected: [Value], _ found: [Value], _ place: Place) {
    guard let keys = MergeKeys.pairing(place.fields.last ?? "", expected, found) else {
      if expected.count != found.count {
        return add(
          place, tree: Counted.text(expected.count, "item"), cluster: Counted.text(found.count, "item"))
      }
      for (position, pair) in zip(expected, found).enumerated() {
        compare(pair.0, pair.1, place.item("\(position)"))
      }
      return
    }
    let known = expected.map { MergeKeys.identity($0, keys) }
    for (item, identity) in zip(expected, known) {
      guard let other = found.first(where: { MergeKeys.identity($0, keys) == identity }) else {
        add(place.item(Self.text(identity)), tree: Self.text(item), cluster: "nothing")
        continue
      }
      compare(item, other, place.item(Self.text(identity)))
    }
    for identity in found.map({ MergeKeys.identity($0, keys) }) where !known.contains(identity) {
      add(place.item(Self.text(identity)), tree: "nothing", cluster: "there")
    }
  }

  private mutating func add(_ place: Place, tree: String, cluster: String) {
    differences.append(.init(path: place.text, tree: tree, cluster: cluster))
  }

  private func isSame(_ tree: Value, _ cluster: Value?, _ fields: [String]) -> Bool {
    guard let cluster else { return Self.isLeftOut(tree, fields) }
    if tree == cluster { return true }
    guard QuantityFields.hold(kind: kind, fields), let amount = Quantity(tree) else { return false }
    return amount == Quantity(cluster)
  }

  /// What the API does not store: the empty or false values of fields that have them by default and are no
  /// pointers in its types (`omitempty`). Others, like `automountServiceAccountToken`, mean true when they are
  /// not there.
  private static let leftOut: [String: Value] = [
    "value": "", "subPath": "", "subPathExpr": "", "workingDir": "", "medium": "", "nodeName": "",
    "hostname": "",
    "subdomain": "", "externalName": "", "loadBalancerIP": "", "priorityClassName": "", "readOnly": false,
    "hostNetwork": false, "hostPID": false, "hostIPC": false, "stdin": false, "stdinOnce": false,
    "tty": false,
    "paused": false, "publishNotReadyAddresses": false, "minReadySeconds": 0, "initialDelaySeconds": 0,
    "hostPort": 0,
  ]

  private static func isLeftOut(_ value: Value, _ fields: [String]) -> Bool {
    guard let field = fields.last, let empty = leftOut[field], value == empty else { return false }
    return fields.first == "spec" && !fields.dropLast().contains(where: QuantityFields.textMaps.contains)
  }

  private static func text(_ identity: Mapping) -> String {
    identity.values.map(text).joined(separator: "/")
  }

  private static func text(_ value: Value) -> String { value.text ?? JSON.compact(value) }
}
