import YAML

extension Meter {
  /// Whether a template is no deeper than what may be walked.
  static func admits(_ source: Value) -> Bool { source.nests(within: maximumDepth) }

  /// Counts every value in `value`, and refuses what nests too deep to be walked.
  ///
  /// What gets a name can be used often and be wrapped again, so it is measured before: a small
  /// template can build values that take for ever to write, or that overflow the stack.
  mutating func measure(_ value: Value) throws(TemplateError) {
    try take { steps, levels in value.spend(&steps, levels: levels, bytesPerStep: Self.bytesPerStep) }
  }

  mutating func measure(_ datum: Evaluated) throws(TemplateError) {
    switch datum {
    case .plain(let value): try measure(value)
    case .function: try make()
    case .list(let items): for item in items { try measureInside(item) }
    case .object(let members): for member in members { try measureInside(member.datum) }
    }
  }

  private mutating func measureInside(_ datum: Evaluated) throws(TemplateError) {
    try enter()
    defer { leave() }
    try measure(datum)
  }

  /// Equality with its cost counted.
  mutating func areEqual(_ left: Value, _ right: Value) throws(TemplateError) -> Bool {
    try enter()
    defer { leave() }
    switch (left, right) {
    case (.sequence(let first), .sequence(let second)):
      guard first.count == second.count else { return false }
      for (one, two) in zip(first, second) where try !areEqual(one, two) { return false }
      return true
    case (.mapping(let first), .mapping(let second)):
      guard first.count == second.count else { return false }
      for (key, value) in first {
        try read(key)
        guard let other = second[key], try areEqual(value, other) else { return false }
      }
      return true
    case (.string(let first), .string(let second)):
      guard first.utf8.count == second.utf8.count else { return false }
      try read(first)
      return first.hasSameBytes(as: second)
    default: return left == right
    }
  }
}

extension Value {
  fileprivate func nests(within levels: Int) -> Bool {
    switch self {
    case .sequence(let items): levels > 0 && items.allSatisfy { $0.nests(within: levels - 1) }
    case .mapping(let mapping):
      levels > 0 && mapping.allSatisfy { $0.value.nests(within: levels - 1) }
    default: true
    }
  }
}
