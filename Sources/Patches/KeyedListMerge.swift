import Bytes
import YAML

/// Merges a list whose items are told apart by keys: the patch's items come first, in their order.
struct KeyedListMerge {
  let keys: [String]
  /// What the items are.
  let kind: MergeLists.Kind?
  let path: PatchPath

  /// - Parameter isNew: whether the object has no such list.
  /// - Returns: nil when the patch deletes the list.
  func merged(_ list: [Value], with values: [Value], isNew: Bool) throws(PatchFailure) -> [Value]? {
    guard let patch = try ListPatch(values, at: path) else { return nil }
    let old = patch.replaces ? [] : try list.map { item throws(PatchFailure) in try known(item) }
    var (front, seen): ([Value], [Identity]) = ([], [])
    for (value, place) in patch.items {
      guard case .mapping(let item) = value, let identity = Identity(item, keys) else {
        throw PatchFailure(place, .noMergeKey(keys[0]))
      }
      try check(identity, seen + old.map(\.identity), place)
      if seen.contains(identity) { throw repeated(identity, place) }
      seen.append(identity)
      let before = old.first { $0.identity == identity }?.item
      if let merged = try StrategicMerge.merged(before, with: item, kind, at: place) {
        front.append(.mapping(merged))
      }
    }
    return front + old.filter { !seen.contains($0.identity) }.map { .mapping($0.item) }
  }

  private func known(_ item: Value) throws(PatchFailure) -> (item: Mapping, identity: Identity) {
    guard case .mapping(let members) = item, let identity = Identity(members, keys) else {
      throw PatchFailure(path, .objectWithoutMergeKey(keys[0]))
    }
    return (members, identity)
  }

  private func repeated(_ identity: Identity, _ place: PatchPath) -> PatchFailure {
    PatchFailure(place, .repeatedItem(identity.text(keys)))
  }

  /// Of two items of which one leaves a key out, kustomize drops the patch's without a word.
  private func check(
    _ identity: Identity, _ others: [Identity], _ place: PatchPath
  ) throws(PatchFailure) {
    if let other = others.first(where: { $0 != identity && $0.mayBe(identity) }) {
      throw PatchFailure(place, .unevenKeys(given: identity.text(keys), found: other.text(keys)))
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
