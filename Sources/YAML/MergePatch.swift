extension Value {
  /// The value with a JSON merge patch over it (RFC 7396): mappings are merged key by key, null takes a key
  /// away, and everything else replaces what was there.
  package func patched(with patch: Value) -> Value {
    guard case .mapping(let changes) = patch else { return patch }
    var result = Mapping()
    if case .mapping(let mapping) = self { result = mapping }
    result.patch(with: changes)
    return .mapping(result)
  }
}

extension Mapping {
  /// Puts a JSON merge patch over the mapping (RFC 7396).
  package mutating func patch(with changes: Mapping) {
    for (key, change) in changes {
      if case .null = change {
        self[key] = nil
      } else {
        self[key] = (self[key] ?? .null).patched(with: change)
      }
    }
  }

  /// Makes one merge patch of this one and a later one. Null is kept: it still has a key to take away.
  package mutating func compose(with later: Mapping) {
    for (key, change) in later {
      if case .mapping(let changes) = change, case .mapping(var mapping)? = self[key] {
        mapping.compose(with: changes)
        self[key] = .mapping(mapping)
      } else {
        self[key] = change
      }
    }
  }
}
