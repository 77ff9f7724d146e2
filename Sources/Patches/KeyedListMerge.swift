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
    let before = old.map(\.identity)
    var changed: [(identity: Identity, item: Value?)] = []
    for item in new {
      changed.append(
        (item.identity, try merged(item, with: old.first { $0.identity == item.identity }?.members)))
    }
    if isCompound(before + new.map(\.identity)) {
      let added = changed.filter { !before.contains($0.identity) }
      let kept = old.map { item in
        changed.first { $0.identity == item.identity } ?? (item.identity, .mapping(item.members))
      }
      return (added + kept).compactMap(\.item)
    }
    let kept = old.filter { item in !changed.contains { $0.identity == item.identity } }
    return changed.compactMap(\.item) + kept.map { .mapping($0.members) }
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
    var seen: [Identity] = []
    for (index, item) in (old + new).enumerated() {
      if let other = seen.first(where: { $0 != item.identity && $0.mayBe(item.identity) }) {
        throw PatchFailure(
          item.path, .unevenKeys(given: item.identity.text(keys), found: other.text(keys)))
      }
      let others = index < old.count ? seen : Array(seen.dropFirst(old.count))
      if others.contains(item.identity) {
        throw PatchFailure(item.path, .repeatedItem(item.identity.text(keys)))
      }
      seen.append(item.identity)
    }
  }
}

/// The values of an item's keys; nil for one that the item leaves out.
private struct Identity: Equatable {
  let values: [String?]

  /// - Returns: nil without the first key.
  init?(_ item: Mapping, _ keys: [String]) {
    values = keys.map { item[$0]?.scalarText }
    guard let first = values.first, first?.isEmpty == false else { return nil }
  }

  static func == (left: Identity, right: Identity) -> Bool {
    zip(left.values, right.values).allSatisfy { $0.map(ByteKey.init) == $1.map(ByteKey.init) }
  }

  /// Whether the two are the same where both say something.
  func mayBe(_ other: Identity) -> Bool {
    zip(values, other.values).allSatisfy { mine, others in
      guard let mine, let others else { return true }
      return mine.hasSameBytes(as: others)
    }
  }

  /// `containerPort: 8080, protocol: TCP`
  func text(_ keys: [String]) -> String {
    zip(keys, values).compactMap { key, value in value.map { "\(key): \($0)" } }.joined(separator: ", ")
  }
}
