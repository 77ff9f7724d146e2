import YAML

/// How the values that several places give to one setting come together.
enum MergeRule {
  /// Later ones over earlier ones, each a JSON merge patch (RFC 7396).
  case patch
  /// Into one patch, for what a workflow says itself: null inside it still has a key to take away.
  case composition
  /// By names: an entry replaces that of an earlier place whole, where it stands, and null takes it away. Null inside of
  /// one means what it does there.
  case entries

  func merged(_ values: [Value]) -> Value? {
    switch self {
    case .patch:
      values.reduce(nil) { whole, change in
        if case .null = change { nil } else { (whole ?? .null).patched(with: change) }
      }
    case .composition: Self.composed(values)
    case .entries: Self.named(values)
    }
  }

  private static func named(_ values: [Value]) -> Value? {
    var entries = Mapping()
    for value in values {
      switch value {
      case .mapping(let later): for (name, entry) in later { entries[name] = entry == .null ? nil : entry }
      case .null: entries = Mapping()
      default: break
      }
    }
    return entries.isEmpty ? nil : .mapping(entries)
  }

  private static func composed(_ values: [Value]) -> Value? {
    var patch = Mapping()
    for value in values {
      switch value {
      case .mapping(let later): patch.compose(with: later)
      case .null: patch = Mapping()
      default: break
      }
    }
    return patch.isEmpty ? nil : .mapping(patch)
  }
}
