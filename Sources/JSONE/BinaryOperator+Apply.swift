import Glibc
import YAML

extension BinaryOperator {
  func apply(_ left: Evaluated, _ right: Evaluated, _ meter: inout Meter) throws(TemplateError) -> Value {
    switch self {
    case .or, .and: return .bool(right.isTrue)
    case .equal, .notEqual:
      return .bool(try Self.areEqual(left, right, &meter) == (self == .equal))
    case .contains: return .bool(try Self.contains(try left.value(), in: try right.value(), &meter))
    case .less, .lessOrEqual, .greater, .greaterOrEqual:
      return .bool(try compare(try left.value(), try right.value(), &meter))
    case .add:
      if case .plain(.string(let first)) = left, case .plain(.string(let second)) = right {
        try meter.read(first)
        try meter.read(second)
        return .string(first + second)
      }
      return try calculate(try left.value(), try right.value())
    case .subtract, .multiply, .divide, .power:
      return try calculate(try left.value(), try right.value())
    }
  }

  private static func areEqual(
    _ left: Evaluated, _ right: Evaluated, _ meter: inout Meter
  ) throws(TemplateError) -> Bool {
    switch (left, right) {
    case (.plain(let first), .plain(let second)): try meter.areEqual(first, second)
    case (.function(let first), .function(let second)): first == second
    default: false
    }
  }

  private static func contains(
    _ value: Value, in container: Value, _ meter: inout Meter
  ) throws(TemplateError) -> Bool {
    switch (container, value) {
    case (.sequence(let items), _):
      for item in items where try meter.areEqual(item, value) { return true }
      return false
    case (.mapping(let mapping), .string(let key)):
      try meter.read(key)
      return mapping[key] != nil
    case (.string(let text), .string(let part)):
      try meter.search(text, for: part)
      return ByteSearch(part).isFound(in: text)
    default:
      throw TemplateError(
        .interpreter,
        "infix: in expects any in array, or string in object or string, "
          + "not \(value.typeName) in \(container.typeName)")
    }
  }

  private func compare(
    _ left: Value, _ right: Value, _ meter: inout Meter
  ) throws(TemplateError) -> Bool {
    let isLess: Bool
    let isGreater: Bool
    switch (left, right) {
    case (.string(let first), .string(let second)):
      try meter.read(first)
      (isLess, isGreater) = (first.precedesByBytes(second), second.precedesByBytes(first))
    case (.integer(let first), .integer(let second)):
      (isLess, isGreater) = (first < second, first > second)
    default:
      guard let first = left.double, let second = right.double else {
        throw mismatch("numbers/strings", left, right)
      }
      (isLess, isGreater) = (first < second, first > second)
    }
    return switch self {
    case .less: isLess
    case .lessOrEqual: !isGreater
    case .greater: isGreater
    default: !isLess
    }
  }

  private func calculate(_ left: Value, _ right: Value) throws(TemplateError) -> Value {
    guard let first = left.double, let second = right.double else {
      throw mismatch(self == .add ? "numbers/strings" : "number", left, right)
    }
    if self == .divide, second == 0 { throw TemplateError(.interpreter, "division by zero") }
    if case .integer(let one) = left, case .integer(let two) = right, let exact = exact(one, two) {
      return .integer(exact)
    }
    let result = approximate(first, second)
    guard result.isFinite else {
      throw TemplateError(.interpreter, "\(rawValue) has no finite result")
    }
    return .number(normalising: result)
  }

  /// The result in integers; nil when it is none, or too large.
  private func exact(_ left: Int, _ right: Int) -> Int? {
    let (result, overflow): (Int, Bool)
    switch self {
    case .add: (result, overflow) = left.addingReportingOverflow(right)
    case .subtract: (result, overflow) = left.subtractingReportingOverflow(right)
    case .multiply: (result, overflow) = left.multipliedReportingOverflow(by: right)
    default: return nil
    }
    return overflow ? nil : result
  }

  private func approximate(_ left: Double, _ right: Double) -> Double {
    switch self {
    case .add: left + right
    case .subtract: left - right
    case .multiply: left * right
    case .divide: left / right
    default: pow(left, right)
    }
  }

  private func mismatch(_ kind: String, _ left: Value, _ right: Value) -> TemplateError {
    TemplateError(
      .interpreter,
      "infix: \(rawValue) expects \(kind) \(rawValue) \(kind), "
        + "not \(left.typeName) \(rawValue) \(right.typeName)")
  }
}
