/// A value of the JSON data model, with mappings in the order they were written.
///
/// Comparison is by bytes: Swift's own `String` equality is Unicode-canonical and would take two
/// different file names for one.
package enum Value: Sendable {
  case null
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case string(String)
  case sequence([Value])
  case mapping(Mapping)
}

extension Value: Equatable {
  package static func == (left: Value, right: Value) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let left), .bool(let right)): left == right
    case (.integer(let left), .integer(let right)): left == right
    case (.number(let left), .number(let right)): left == right
    case (.integer(let left), .number(let right)): Double(left) == right
    case (.number(let left), .integer(let right)): left == Double(right)
    case (.string(let left), .string(let right)): left.hasSameBytes(as: right)
    case (.sequence(let left), .sequence(let right)): left == right
    case (.mapping(let left), .mapping(let right)): left == right
    default: false
    }
  }
}

extension Value {
  /// The member of a mapping; nil for a missing key and for everything that is not a mapping.
  package subscript(key: String) -> Value? {
    if case .mapping(let mapping) = self { mapping[key] } else { nil }
  }

  /// The text of a string value.
  package var text: String? {
    if case .string(let text) = self { text } else { nil }
  }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  package init(stringLiteral value: String) { self = .string(value) }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(integerLiteral value: Int) { self = .integer(value) }
  package init(arrayLiteral elements: Value...) { self = .sequence(elements) }
  package init(dictionaryLiteral elements: (String, Value)...) {
    self = .mapping(Mapping(pairs: elements))
  }
}

extension Value {
  /// Every mapping with its keys in the order of their code points.
  package var withSortedKeys: Value {
    switch self {
    case .sequence(let items): return .sequence(items.map(\.withSortedKeys))
    case .mapping(let mapping):
      var sorted = Mapping()
      for key in mapping.keys.sorted(by: { $0.precedesByBytes($1) }) {
        sorted[key] = mapping[key]?.withSortedKeys
      }
      return .mapping(sorted)
    default: return self
    }
  }
}
