import Bytes
import YAML

/// Merges a list whose items are told apart by keys.
///
/// The patch's items come first, in their order. Where items have several keys only its new ones do, and others stay
/// where they were.
struct KeyedListMerge {
  let keys: [String]
  /// What the items are.
  let kind: MergeLists.Kind?
  let path: PatchPath

  private typealias Item = (members: Mapping, identity: Identity, path: PatchPath)

  /// - Returns: nil when the patch deletes the list.
  func merged(_ list: [Value], with values: [Value]) throws(PatchFailure) -> [Value]? {
    guard let patch = try ListPatch(values, at: path) else { return nil }
    let old = patch.replaces ? [] : try list.map { item throws(PatchFailure) in try known(item) }
    let new = try patch.items.map { item throws(PatchFailure) in try given(item.value, item.path) }
    try check(old, new)
    let before = Dictionary(old.map { ($0.identity, $0.members) }) { first, _ in first }
    var changed: [(identity: Identity, item: Value?)] = []
    for item in new { changed.append((item.identity, try merged(item, with: before[item.identity]))) }
    let named = Set(changed.map(\.identity))
    guard isCompound((old + new).map(\.identity)) else {
      let kept = old.filter { !named.contains($0.identity) }
      return changed.compactMap(\.item) + kept.map { .mapping($0.members) }
    }
    var after: [Identity: Value] = [:]
    for (identity, item) in changed { after[identity] = item }
    let added = changed.filter { before[$0.identity] == nil }
    let kept = old.compactMap { item in
      named.contains(item.identity) ? after[item.identity] : .mapping(item.members)
    }
    return added.compactMap(\.item) + kept
  }

  /// Whether more than one key tells the items apart.
  private func isCompound(_ identities: [Identity]) -> Bool {
    keys.indices.filter { key in identities.contains { $0.values[key] != nil } }.count > 1
  }

  private func merged(_ item: Item, with old: Mapping?) throws(PatchFailure) -> Value? {
    if old != nil, item.members[Directives.patch]?.text == "replace" {
      throw PatchFailure(item.path + Directives.patch, .replacedItem)
    }
    return try StrategicMerge.merged(old, with: item.members, kind, at: item.path).map(Value.mapping)
  }

  private func known(_ item: Value) throws(PatchFailure) -> Item {
    guard case .mapping(let members) = item, let identity = Identity(members, keys) else {
      throw PatchFailure(path, .objectWithoutMergeKey(keys[0]))
    }
    return (members, identity, path)
  }

  private func given(_ item: Value, _ place: PatchPath) throws(PatchFailure) -> Item {
    guard case .mapping(let members) = item, let identity = Identity(members, keys) else {
      throw PatchFailure(place, .noMergeKey(keys[0]))
    }
    return (members, identity, place)
  }

  /// Of two items that are the same, and of two of which one leaves a key out, kustomize drops one without a word.
  private func check(_ old: [Item], _ new: [Item]) throws(PatchFailure) {
    var (seen, given): ([ByteKey?: [Identity]], Set<Identity>) = ([:], [])
    for (index, item) in (old + new).enumerated() {
      if index == old.count { given = [] }
      let others = seen[item.identity.values[0], default: []]
      if let other = others.first(where: { $0 != item.identity && $0.mayBe(item.identity) }) {
        throw PatchFailure(
          item.path, .unevenKeys(given: item.identity.text(keys), found: other.text(keys)))
      }
      guard given.insert(item.identity).inserted else {
        throw PatchFailure(item.path, .repeatedItem(item.identity.text(keys)))
      }
      if !others.contains(item.identity) { seen[item.identity.values[0], default: []].append(item.identity) }
    }
  }
}

/// The values of an item's keys; nil for one that the item leaves out.
private struct Identity: Hashable {
  let values: [ByteKey?]
  private let texts: [String?]

  /// - Returns: nil without the first key.
  init?(_ item: Mapping, _ keys: [String]) {
    texts = keys.map { item[$0]?.scalarText }
    guard let first = texts.first, first?.isEmpty == false else { return nil }
    values = texts.map { $0.map { ByteKey($0) } }
  }

  static func == (left: Identity, right: Identity) -> Bool { left.values == right.values }
  func hash(into hasher: inout Hasher) { hasher.combine(values) }

  /// Whether the two are the same where both say something.
  func mayBe(_ other: Identity) -> Bool {
    zip(values, other.values).allSatisfy { $0 == nil || $1 == nil || $0 == $1 }
  }

  /// `containerPort: 8080, protocol: TCP`
  func text(_ keys: [String]) -> String {
    zip(keys, texts).compactMap { key, value in value.map { "\(key): \($0)" } }.joined(separator: ", ")
  }
}
