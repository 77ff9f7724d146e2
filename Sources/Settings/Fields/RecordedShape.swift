package import YAML

/// The type of what a lock holds of a setting. The value was checked where it came in; one of another type would be
/// taken for no setting at all.
package struct RecordedShape: Sendable {
  /// What it is, as in "expected …".
  package let expected: String
  private let isHeldBy: @Sendable (Value) -> Bool

  init(_ expected: String, isHeldBy: @escaping @Sendable (Value) -> Bool) {
    (self.expected, self.isHeldBy) = (expected, isHeldBy)
  }

  package func holds(_ value: Value) -> Bool { isHeldBy(value) }
}

extension RecordedShape {
  static let text = RecordedShape("text") { if case .string = $0 { true } else { false } }
  static let boolean = RecordedShape("`true` or `false`") { if case .bool = $0 { true } else { false } }
  static let mapping = RecordedShape("a mapping") { if case .mapping = $0 { true } else { false } }
  static let count = RecordedShape("a whole number, 0 or more") {
    if case .integer(let count) = $0 { count >= 0 } else { false }
  }
  static let texts = RecordedShape("a mapping from keys to texts") { $0.isMapping(of: text) }
  static let textsByKey = RecordedShape("a mapping from keys to mappings of texts") {
    $0.isMapping(of: texts)
  }
  static let mappings = RecordedShape("a list of mappings") {
    if case .sequence(let items) = $0 { items.allSatisfy(mapping.holds) } else { false }
  }
}

extension Value {
  fileprivate func isMapping(of shape: RecordedShape) -> Bool {
    if case .mapping(let mapping) = self { mapping.values.allSatisfy(shape.holds) } else { false }
  }
}
