import YAML

/// What an expression evaluates to: a value, or something with a function in it.
///
/// JSON-e lets functions travel through lists, objects and `$let`, as long as none is left in the
/// result. Nearly everything is `plain`; the other forms exist only around a function.
enum Evaluated: Sendable {
  case plain(Value)
  case function(Builtin)
  case list([Evaluated])
  case object([(key: String, datum: Evaluated)])

  /// The value, which may not hold a function any more.
  func value() throws(TemplateError) -> Value {
    if case .plain(let value) = self { return value }
    throw TemplateError(.template, "evaluated template contained uncalled functions")
      .inside(pathOfFunction)
  }

  /// The keys on the way to the first function. Not into lists: their indices are other ones in the
  /// template when items were left out.
  private var pathOfFunction: [PathComponent] {
    guard case .object(let members) = self else { return [] }
    for (key, datum) in members {
      if case .plain = datum { continue }
      return [.key(key)] + datum.pathOfFunction
    }
    return []
  }

  static func gathering(_ items: [Evaluated]) -> Evaluated {
    var values: [Value] = []
    values.reserveCapacity(items.count)
    for item in items {
      guard case .plain(let value) = item else { return .list(items) }
      values.append(value)
    }
    return .plain(.sequence(values))
  }

  static func gathering(_ members: [(key: String, datum: Evaluated)]) -> Evaluated {
    var mapping = Mapping()
    mapping.reserveCapacity(members.count)
    for member in members {
      guard case .plain(let value) = member.datum else { return .object(members) }
      mapping[member.key] = value
    }
    return .plain(.mapping(mapping))
  }

  /// False for null, false, zero and everything that is empty.
  var isTrue: Bool {
    switch self {
    case .plain(let value): value.isTrue
    case .function: true
    case .list(let items): !items.isEmpty
    case .object(let members): !members.isEmpty
    }
  }

  var typeName: String {
    switch self {
    case .function: "function"
    case .list: "array"
    case .object: "object"
    case .plain(let value): value.typeName
    }
  }
}

extension Value {
  var isTrue: Bool {
    switch self {
    case .null: false
    case .bool(let bool): bool
    case .integer(let integer): integer != 0
    case .number(let number): number != 0
    case .string(let text): !text.isEmpty
    case .sequence(let items): !items.isEmpty
    case .mapping(let mapping): !mapping.isEmpty
    }
  }

  var typeName: String {
    switch self {
    case .null: "null"
    case .bool: "boolean"
    case .integer, .number: "number"
    case .string: "string"
    case .sequence: "array"
    case .mapping: "object"
    }
  }

  /// The number as a double; nil for everything else.
  var double: Double? {
    switch self {
    case .integer(let integer): Double(integer)
    case .number(let number): number
    default: nil
    }
  }

  /// A number as an integer, if it is a whole one.
  var wholeNumber: Int? {
    switch self {
    case .integer(let integer): integer
    case .number(let number): Int(exactly: number)
    default: nil
    }
  }

  /// A double as an integer where it is one, so that 4 / 2 prints as 2.
  static func number(normalising number: Double) -> Value {
    guard let integer = Int(exactly: number), abs(number) < 9_007_199_254_740_992 else {
      return .number(number)
    }
    return .integer(integer)
  }

  /// How a scalar is written into a text; nil for lists and objects.
  var interpolated: String? {
    switch self {
    case .null: "null"
    case .bool(let bool): bool ? "true" : "false"
    case .integer(let integer): String(integer)
    case .number(let number):
      if case .integer(let whole) = Value.number(normalising: number) {
        String(whole)
      } else {
        JSON.compact(self)
      }
    case .string(let text): text
    case .sequence, .mapping: nil
    }
  }
}
