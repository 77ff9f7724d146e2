import Bytes
import YAML

/// Puts a strategic merge patch over an object, as kustomize does (kyaml, `merge2`).
///
/// Paths are those in the patch. What the patch does not name stays as it is.
enum StrategicMerge {
  /// - Returns: nil when the patch deletes the object.
  static func merged(
    _ object: Mapping, with patch: Mapping, at path: PatchPath
  ) throws(PatchFailure) -> Mapping? {
    try merged(object, with: patch, MergeLists.kubernetes.kind(of: object), at: path)
  }

  /// - Parameters:
  ///   - mapping: nil when there is none yet.
  ///   - kind: what the mapping is, if that is known.
  /// - Returns: nil when the patch deletes the mapping.
  static func merged(
    _ mapping: Mapping?, with patch: Mapping, _ kind: MergeLists.Kind?, at path: PatchPath
  ) throws(PatchFailure) -> Mapping? {
    let directive = patch[Directives.patch]?.text
    if directive == "delete" { return nil }
    var result = (directive == "replace" ? nil : mapping) ?? Mapping()
    let kind = kind ?? MergeLists.kubernetes.kind(of: mapping ?? patch)
    for (key, change) in patch where !key.hasSameBytes(as: Directives.patch) {
      let field = MergeLists.kubernetes.field(key, of: kind)
      result[key] = try merged(result[key] ?? .null, with: change, field, at: path + key)
    }
    return result
  }

  /// - Parameter value: null when there is none yet, which is the same.
  /// - Returns: nil when there is none any more.
  private static func merged(
    _ value: Value, with change: Value, _ field: MergeLists.Field?, at path: PatchPath
  ) throws(PatchFailure) -> Value? {
    switch (value, change) {
    case (_, .null): return nil
    case (.null, .mapping(let patch)):
      return try merged(nil, with: patch, field?.kind, at: path).map(Value.mapping)
    case (.mapping(let mapping), .mapping(let patch)):
      return try merged(mapping, with: patch, field?.kind, at: path).map(Value.mapping)
    case (.null, .sequence(let items)):
      return try merged(nil, with: items, field, at: path).map(Value.sequence)
    case (.sequence(let list), .sequence(let items)):
      return try merged(list, with: items, field, at: path).map(Value.sequence)
    case (.mapping, _), (.sequence, _), (_, .mapping), (_, .sequence):
      throw PatchFailure(path, .kinds(found: value.noun, given: change.noun))
    default: return change
    }
  }

  private static func merged(
    _ list: [Value]?, with items: [Value], _ field: MergeLists.Field?, at path: PatchPath
  ) throws(PatchFailure) -> [Value]? {
    switch field?.merging {
    case .byKeys(let keys):
      return try KeyedListMerge(keys: keys, kind: field?.kind, path: path).merged(list ?? [], with: items)
    case .set:
      guard let patch = try ListPatch(items, at: path) else { return nil }
      let old = patch.replaces ? [] : list ?? []
      return unique(patch.items.map(\.value) + old)
    case .mapping, nil:
      for (index, item) in items.enumerated() { try Directives.refuse(item, at: path + index) }
      return items
    }
  }

  /// Scalars, each once, at its first place.
  private static func unique(_ values: [Value]) -> [Value] {
    var seen: Set<ByteKey> = []
    return values.filter { seen.insert(ByteKey($0.scalarText ?? JSON.compact($0))).inserted }
  }
}

/// The items of a list in a patch, apart from the directive for the list.
struct ListPatch {
  /// With their places in the patch.
  let items: [(value: Value, path: PatchPath)]
  /// Whether the items take the place of the list.
  let replaces: Bool

  /// - Returns: nil when the list is to be deleted.
  init?(_ values: [Value], at path: PatchPath) throws(PatchFailure) {
    var (items, directives): ([(value: Value, path: PatchPath)], [String]) = ([], [])
    for (index, value) in values.enumerated() {
      if case .mapping(let members) = value, members.count == 1, let text = members[Directives.patch]?.text {
        directives.append(text)
      } else {
        items.append((value, path + index))
      }
    }
    let directive = directives.first ?? "merge"
    guard directives.allSatisfy({ $0 == directive }), directive != "delete" || items.isEmpty else {
      throw PatchFailure(path, .directiveBesideItems)
    }
    if directive == "delete" { return nil }
    (self.items, replaces) = (items, directive == "replace")
  }
}
