/// Bounds how deep an expression nests, while it is parsed.
///
/// Calls under way and the height of the tree differ: brackets nest without a node, and `a + b + c` makes a tree that
/// leans to the left.
struct ExpressionSize {
  private static let maximumDepth = 100

  private var depth = 0
  /// That of the tree that was parsed last.
  var height = 0

  mutating func enter() throws(TemplateError) {
    depth += 1
    try check(depth)
  }

  mutating func leave() { depth -= 1 }

  /// Puts a node above the tree parsed last and one of `other` height.
  mutating func grow(_ other: Int = 0) throws(TemplateError) {
    height = max(height, other) + 1
    try check(height)
  }

  func check(_ levels: Int) throws(TemplateError) {
    guard levels > Self.maximumDepth else { return }
    throw TemplateError(.limit, "the expression nests deeper than \(Self.maximumDepth) levels")
  }
}
