import YAML

/// How the values that several places give to one setting come together.
enum MergeRule {
  /// Later ones over earlier ones, each a JSON merge patch (RFC 7396).
  case patch
  /// Into one patch, for what a workflow says itself: null inside it still has a key to take away.
  case composition

  func merged(_ values: [Value]) -> Value? {
    switch self {
    case .patch:
      values.reduce(nil) { whole, change in
        if case .null = change { nil } else { (whole ?? .null).patched(with: change) }
      }
    case .composition: Self.composed(values)
    }
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
