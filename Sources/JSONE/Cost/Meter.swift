import YAML

/// Counts what a render costs, so that no template runs for ever or fills the memory.
///
/// The evaluator says what it does, and here stands what that costs, in steps: one for each node, expression and
/// item, and one for 16 bytes of text, which is fast for each byte but may be long. The limits of
/// a render are thrown here alone, and that of an expression, which is parsed before, by `ExpressionSize`.
struct Meter {
  static let maximumSteps = 5_000_000
  static let maximumDepth = 150
  static let bytesPerStep = 16
  /// A search is slower than a copy.
  private static let searchedBytesPerStep = 4

  private var steps = 0
  private var depth = 0

  static var tooDeep: TemplateError {
    TemplateError(.limit, "the template nests deeper than \(maximumDepth) levels")
  }

  private mutating func spend(_ count: Int) throws(TemplateError) {
    steps += count
    guard steps <= Self.maximumSteps else {
      throw TemplateError(.limit, "the template takes more than \(Self.maximumSteps) steps")
    }
  }

  /// One level down; `leave` goes with it.
  mutating func enter() throws(TemplateError) {
    try spend(1)
    depth += 1
    guard depth <= Self.maximumDepth else { throw Self.tooDeep }
  }

  mutating func leave() { depth -= 1 }

  /// Lets a walk take of the steps that are left, within the levels that are left; it says whether those were enough.
  mutating func take(_ walk: (_ steps: inout Int, _ levels: Int) -> Bool) throws(TemplateError) {
    var left = Self.maximumSteps - steps
    let isWithin = walk(&left, Self.maximumDepth - depth)
    try spend(Self.maximumSteps - steps - left)
    if !isWithin { throw Self.tooDeep }
  }

  /// Items that are made or copied.
  mutating func make(_ count: Int = 1) throws(TemplateError) { try spend(count) }

  mutating func read(_ text: String) throws(TemplateError) {
    try spend(text.utf8.count / Self.bytesPerStep)
  }

  mutating func search(_ text: String, for part: String) throws(TemplateError) {
    try spend((text.utf8.count + part.utf8.count) / Self.searchedBytesPerStep)
  }

  /// Every byte may become a piece.
  mutating func split(_ text: String, at separator: String) throws(TemplateError) {
    try spend(text.utf8.count)
    try read(separator)
  }

  mutating func join(_ part: String, with separator: String) throws(TemplateError) {
    try spend(1)
    try read(part)
    try read(separator)
  }

  /// A member that is put into a mapping.
  mutating func add(_ key: String) throws(TemplateError) {
    try spend(1)
    try read(key)
  }

  /// The comparisons of one of `count` keys while they are sorted.
  mutating func sort(_ key: Value, among count: Int) throws(TemplateError) {
    let comparisons = Int.bitWidth - count.leadingZeroBitCount
    try spend(comparisons * (1 + (key.text?.utf8.count ?? 0) / Self.bytesPerStep))
  }
}
