extension Value {
  /// Counts what it costs to walk over a value: a step for each value in it, and one for so many bytes of a text or a
  /// key. It ends with the steps, as a value may hold another one many times over.
  ///
  /// Here, as values are copied wherever another module takes them out of a mapping.
  ///
  /// - Parameters:
  ///   - steps: those that are left, from which it takes; below 0 when they were too few.
  ///   - levels: how many there may be, 1 for a scalar.
  /// - Returns: whether there are no more levels than that, as far as it was walked over.
  package func spend(_ steps: inout Int, levels: Int, bytesPerStep: Int) -> Bool {
    steps -= 1
    if steps < 0 { return true }
    if levels < 1 { return false }
    switch self {
    case .string(let text): steps -= text.utf8.count / bytesPerStep
    case .sequence(let items):
      let items = items.span
      for position in items.indices where steps >= 0 {
        guard items[position].spend(&steps, levels: levels - 1, bytesPerStep: bytesPerStep) else {
          return false
        }
      }
    case .mapping(let mapping):
      let entries = mapping.entries.span
      for position in entries.indices where steps >= 0 {
        steps -= entries[position].key.utf8.count / bytesPerStep
        guard entries[position].value.spend(&steps, levels: levels - 1, bytesPerStep: bytesPerStep) else {
          return false
        }
      }
    case .null, .bool, .integer, .number: break
    }
    return true
  }
}
