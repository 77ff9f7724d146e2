package import YAML

/// One field that is not the same in two objects.
package struct FieldChange: Sendable, Equatable {
  package let path: FieldPath
  /// Nil where the field is not.
  package let from: Value?
  package let to: Value?

  package init(path: FieldPath, from: Value?, to: Value?) {
    (self.path, self.from, self.to) = (path, from, to)
  }
}

/// Finds the fields in which two values differ. The order of keys makes no difference, nor does that of lists
/// which Kubernetes merges by a key.
package enum ValueComparison {
  package static func changes(from old: Value, to new: Value) -> [FieldChange] {
    var changes: [FieldChange] = []
    compare(old, new, FieldPath(), &changes)
    return changes
  }

  private static func compare(
    _ old: Value?, _ new: Value?, _ path: FieldPath, _ changes: inout [FieldChange]
  ) {
    switch (old, new) {
    case (.mapping(let before)?, .mapping(let after)?):
      for (key, value) in before { compare(value, after[key], path.appending(.key(key)), &changes) }
      for (key, value) in after where before[key] == nil {
        changes.append(FieldChange(path: path.appending(.key(key)), from: nil, to: value))
      }
    case (.sequence(let before)?, .sequence(let after)?): compare(before, after, path, &changes)
    default: if old != new { changes.append(FieldChange(path: path, from: old, to: new)) }
    }
  }

  private static func compare(
    _ old: [Value], _ new: [Value], _ path: FieldPath, _ changes: inout [FieldChange]
  ) {
    let field = if case .key(let key)? = path.steps.last { key } else { "" }
    if let keys = MergeKeys.pairing(field, old, new) {
      let (before, after) = (old.map { identity($0, keys) }, new.map { identity($0, keys) })
      if MergeKeys.isMerged(field) || before == after {
        return compare(Items(old, before), Items(new, after), path, &changes)
      }
    } else if old.count == new.count {
      for (position, pair) in zip(old, new).enumerated() {
        compare(pair.0, pair.1, path.appending(.position(position)), &changes)
      }
      return
    }
    if old != new { changes += Self.changes(ofLength: old, new, path) }
  }

  /// What came to the end of a list or went from it; anything else is reported as a whole.
  private static func changes(ofLength old: [Value], _ new: [Value], _ path: FieldPath) -> [FieldChange] {
    if new.starts(with: old), !old.isEmpty {
      return (old.count..<new.count).map {
        FieldChange(path: path.appending(.position($0)), from: nil, to: new[$0])
      }
    }
    if old.starts(with: new), !new.isEmpty {
      return (new.count..<old.count).reversed().map {
        FieldChange(path: path.appending(.position($0)), from: old[$0], to: nil)
      }
    }
    return [FieldChange(path: path, from: .sequence(old), to: .sequence(new))]
  }

  private struct Items {
    let identities: [Mapping]
    let byIdentity: [ByteKey: Value]

    init(_ items: [Value], _ identities: [Mapping]) {
      self.identities = identities
      byIdentity = Dictionary(
        zip(identities.map(ValueComparison.key), items), uniquingKeysWith: { first, _ in first })
    }
  }

  private static func compare(
    _ old: Items, _ new: Items, _ path: FieldPath, _ changes: inout [FieldChange]
  ) {
    for identity in old.identities {
      compare(
        old.byIdentity[key(identity)], new.byIdentity[key(identity)], path.appending(.item(identity)),
        &changes)
    }
    for identity in new.identities where old.byIdentity[key(identity)] == nil {
      changes.append(
        FieldChange(path: path.appending(.item(identity)), from: nil, to: new.byIdentity[key(identity)]))
    }
  }

  private static func identity(_ item: Value, _ keys: [String]) -> Mapping {
    MergeKeys.identity(item, keys)
  }

  private static func key(_ identity: Mapping) -> ByteKey { ByteKey(JSON.compact(.mapping(identity))) }
}
