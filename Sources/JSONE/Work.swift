import YAML

/// Bounds the work of one render, so that no template runs for ever or fills the memory.
struct Work {
  static let maximumSteps = 5_000_000
  static let maximumDepth = 150

  private var steps = 0
  private var depth = 0

  static var tooDeep: TemplateError {
    TemplateError(.limit, "the template nests deeper than \(maximumDepth) levels")
  }

  mutating func step(_ count: Int = 1) throws(TemplateError) {
    steps += count
    guard steps <= Self.maximumSteps else {
      throw TemplateError(.limit, "the template takes more than \(Self.maximumSteps) steps")
    }
  }

  /// Counts work on text, which is fast for each byte but may be long.
  mutating func read(_ text: String) throws(TemplateError) { try step(text.utf8.count / 16) }

  mutating func enter() throws(TemplateError) {
    try step()
    depth += 1
    guard depth <= Self.maximumDepth else { throw Self.tooDeep }
  }

  mutating func leave() { depth -= 1 }
}

extension Work {
  /// Counts every value in `value`, and refuses what nests too deep to be walked.
  ///
  /// What gets a name can be used often and be wrapped again, so it is measured before: a small
  /// template can build values that take for ever to write, or that overflow the stack.
  mutating func measure(_ value: Value) throws(TemplateError) {
    try enter()
    defer { leave() }
    switch value {
    case .sequence(let items):
      for item in items { try measure(item) }
    case .mapping(let mapping):
      for key in mapping.keys { try read(key) }
      for item in mapping.values { try measure(item) }
    case .string(let text): try read(text)
    default: break
    }
  }

  mutating func measure(_ datum: Datum) throws(TemplateError) {
    switch datum {
    case .plain(let value): try measure(value)
    case .function: try step()
    case .list(let items): for item in items { try measureInside(item) }
    case .object(let members): for member in members { try measureInside(member.datum) }
    }
  }

  private mutating func measureInside(_ datum: Datum) throws(TemplateError) {
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
