import Diagnostics
import Rendering
import Tree
import WorkflowModel
package import YAML

/// Compares what a tree says with what a cluster answered.
///
/// A field that only the cluster has is a difference when somebody who applies owns it: it has left the tree. What
/// others own is theirs, and what nobody owns is a default. Selectors, and lists that are set as a whole, are
/// compared in both directions.
///
/// Values are equal when the API takes them for the same: amounts of resources in the fields that hold such, the
/// bytes of what is encoded, and what it leaves out of its answers. Everywhere else text is text and a number is a
/// number: the label `1.1` is not `1.10`, and the port `"8080"` is another one than 8080.
package struct ClusterComparison {
  private let kind: String
  private let knowsDefaults: Bool
  private let basis: ObjectStanding.Basis
  private var differences: [ClusterState.Difference] = []
  private var theirs: [ObjectStanding.OwnedField] = []
  private var unclear: [String] = []
  private var opponents: Set<FieldManager> = []
  private var clashes: [ObjectStanding.Clash] = []

  package static func state(of tree: Value, in cluster: Value?) -> ClusterState {
    standing(of: tree, in: cluster).state
  }

  package static func standing(of tree: Value, in cluster: Value?) -> ObjectStanding {
    guard let cluster else { return .missing }
    let claims = FieldClaims(cluster)
    var comparison = ClusterComparison(tree, Self.basis(of: cluster, claims))
    comparison.compare(Self.completed(tree), cluster, Place(), claims)
    let differences = comparison.differences
    return ObjectStanding(
      state: cluster.isLeaving ? .leaving : differences.isEmpty ? .inSync : .differs(differences),
      theirs: comparison.theirs,
      unclear: comparison.unclear, basis: comparison.basis,
      isImmutable: cluster["immutable"] == true && differences.contains { !$0.path.hasPrefix("metadata") },
      opponents: comparison.opponents.inOrder, clashes: comparison.clashes)
  }

  private init(_ tree: Value, _ basis: ObjectStanding.Basis) {
    (kind, self.basis) = (tree["kind"]?.text ?? "", basis)
    knowsDefaults = KnownFields.knowsDefaults(of: tree["apiVersion"]?.text ?? "")
  }

  private static func basis(of cluster: Value, _ claims: FieldClaims) -> ObjectStanding.Basis {
    if claims.isEmpty { return .nothing }
    return cluster["metadata"]?["managedFields"]?.elements.isEmpty == false ? .managedFields : .lastApplied
  }

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
    /// Whether it is an item of a list.
    var isItem = false

    func below(_ key: String) -> Place {
      Place(text: text.isEmpty ? key : "\(text).\(key)", fields: fields + [key])
    }

    func item(_ name: String) -> Place { Place(text: "\(text)[\(name)]", fields: fields, isItem: true) }
  }

  // MARK: What the tree says

  private mutating func compare(
    _ tree: Value, _ cluster: Value?, _ place: Place, _ claims: FieldClaims
  ) {
    switch (tree, cluster) {
    case (.mapping(let expected), .mapping(let found)?): compare(expected, found, place, claims)
    case (.sequence(let expected), .sequence(let found)?): compare(expected, found, place, claims)
    // Null in a manifest says nothing, and what is empty is not stored.
    case (.null, let found?): surplus(found, place, claims)
    case (.null, nil), (.mapping([:]), nil), (.sequence([]), nil): break
    default: if !isSame(tree, cluster, place.fields) { add(place, tree, cluster, claims) }
    }
  }

  private mutating func compare(
    _ expected: Mapping, _ found: Mapping, _ place: Place, _ claims: FieldClaims
  ) {
    let claims = KnownFields.isShared(place.fields) ? claims.ofKeysAlone : claims
    for (key, value) in expected { compare(value, found[key], place.below(key), claims.field(key)) }
    for (key, value) in found where expected[key] == nil {
      if KnownFields.isSelector(place.fields) {
        add(place.below(key), nil, value, claims.field(key))
      } else {
        surplus(value, place.below(key), claims.field(key))
      }
    }
  }

  private mutating func compare(
    _ expected: [Value], _ found: [Value], _ place: Place, _ claims: FieldClaims
  ) {
    guard let keys = MergeKeys.pairing(place.fields.last ?? "", expected, found) else {
      if expected.count != found.count {
        return add(place, .sequence(expected), .sequence(found), claims)
      }
      for (position, pair) in zip(expected, found).enumerated() {
        compare(pair.0, pair.1, place.item("\(position)"), claims.item(pair.1, at: position, nil))
      }
      return
    }
    compare(Items(expected, keys), Items(found, keys), place, claims)
  }

  /// The items of a list, by what tells them apart.
  private struct Items {
    let keys: [String]
    let all: [Value]
    let identities: [Mapping]

    init(_ items: [Value], _ keys: [String]) {
      (all, self.keys) = (items, keys)
      identities = items.map { MergeKeys.identity($0, keys) }
    }

    func name(_ position: Int) -> String { ClusterComparison.text(identities[position]) }
  }

  private mutating func compare(
    _ expected: Items, _ found: Items, _ place: Place, _ claims: FieldClaims
  ) {
    var lacking: [String] = []
    for (position, item) in expected.all.enumerated() {
      let place = place.item(expected.name(position))
      guard let other = found.identities.firstIndex(of: expected.identities[position]) else {
        differences.append(.init(path: place.text, tree: item, cluster: nil, managers: []))
        lacking += [item["name"]?.text].compactMap(\.self)
        continue
      }
      compare(item, found.all[other], place, claims.item(found.all[other], at: other, found.keys))
    }
    for (position, item) in found.all.enumerated()
    where !expected.identities.contains(found.identities[position]) {
      let place = place.item(found.name(position))
      let claims = claims.item(item, at: position, found.keys)
      if let name = item["name"]?.text, lacking.contains(name), !claims.hasAppliers, basis != .nothing {
        clashes.append(.init(path: place.text, name: name))
      }
      surplusItem(item, place, claims)
    }
  }

  // MARK: What only the cluster has

  private mutating func surplus(_ value: Value, _ place: Place, _ claims: FieldClaims) {
    let claims = KnownFields.isShared(place.fields) ? claims.ofKeysAlone : claims
    guard claims.hasAppliers || claims.hasUpdaters, !DelivererFields.have(place.fields),
      !KnownFields.isOfServer(place.fields)
    else { return }
    if case .mapping([:]) = value { return }
    if KnownFields.isShared(place.fields) || !claims.isWhole(isItem: place.isItem) {
      return surplus(in: value, place, claims)
    }
    if claims.isPart {
      if KnownFields.isDefault(value, place.fields) { return }
      if !knowsDefaults, !place.isItem { return unclear.append(place.text) }
    }
    let isPutThere = place.isItem && claims.managers.contains(where: \.isByHand)
    if claims.hasAppliers || isPutThere {
      add(place, nil, value, claims)
    } else {
      theirs.append(.init(path: place.text, value: value, managers: claims.managers))
    }
  }

  private mutating func surplusItem(_ item: Value, _ place: Place, _ claims: FieldClaims) {
    if basis == .nothing || !MergeKeys.isMerged(place.fields.last ?? "") {
      add(place, nil, item, claims)
    } else if claims.isEmpty {
      theirs.append(.init(path: place.text, value: item, managers: []))
    } else {
      surplus(item, place, claims)
    }
  }

  private mutating func surplus(in value: Value, _ place: Place, _ claims: FieldClaims) {
    switch value {
    case .mapping(let members):
      for (key, member) in members { surplus(member, place.below(key), claims.field(key)) }
    case .sequence(let items):
      let keys = MergeKeys.pairing(place.fields.last ?? "", items, items)
      for (position, item) in items.enumerated() {
        let name = keys.map { Self.text(MergeKeys.identity(item, $0)) } ?? "\(position)"
        surplus(item, place.item(name), claims.item(item, at: position, keys))
      }
    default: break
    }
  }

  private mutating func add(_ place: Place, _ tree: Value?, _ cluster: Value?, _ claims: FieldClaims) {
    let managers = cluster == nil ? [] : claims.managers
    differences.append(.init(path: place.text, tree: tree, cluster: cluster, managers: managers))
    if tree != nil, cluster != nil { opponents.formUnion(claims.opponents) }
  }

  // MARK: Values

  private func isSame(_ tree: Value, _ cluster: Value?, _ fields: [String]) -> Bool {
    guard let cluster else { return KnownFields.isLeftOut(tree, fields) }
    if tree == cluster { return true }
    if isEncoded(fields), let expected = tree.text, let found = cluster.text {
      return Base64.decode(expected).map { $0 == Base64.decode(found) } ?? false
    }
    guard QuantityFields.hold(kind: kind, fields), let amount = Quantity(tree) else { return false }
    return amount == Quantity(cluster)
  }

  /// Bytes in Base64: the API server writes them in one line, kustomize does not.
  private func isEncoded(_ fields: [String]) -> Bool {
    guard fields.count == 2 else { return false }
    return fields[0] == "binaryData" || kind == "Secret" && fields[0] == "data"
  }

  private static func text(_ identity: Mapping) -> String {
    identity.values.map { $0.text ?? JSON.compact($0) }.joined(separator: "/")
  }
}
