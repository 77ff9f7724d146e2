/// Bounds the work of one render, so that no template runs for ever or fills the memory.
struct Work {
  static let maximumSteps = 5_000_000
  static let maximumDepth = 150

  private var steps = 0
  private var depth = 0

  mutating func step(_ count: Int = 1) throws(TemplateError) {
    steps += count
    guard steps <= Self.maximumSteps else {
      throw TemplateError(.limit, "the template takes more than \(Self.maximumSteps) steps")
    }
  }

  mutating func enter() throws(TemplateError) {
    try step()
    depth += 1
    guard depth <= Self.maximumDepth else {
      throw TemplateError(.limit, "the template nests deeper than \(Self.maximumDepth) levels")
    }
  }

  mutating func leave() { depth -= 1 }
}
