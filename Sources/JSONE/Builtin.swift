import Bytes
import YAML

/// The functions of JSON-e, but for those on the clock: a render never reads one.
enum Builtin: String, Sendable {
  case min, max, sqrt, ceil, floor, abs, range
  case lowercase, uppercase, str, number, len, strip, lstrip, rstrip, join, split
  case typeof, defined

  func call(
    _ arguments: [Evaluated], _ scope: Scope, _ meter: inout Meter
  ) throws(TemplateError) -> Value {
    if self == .typeof, arguments.count == 1 { return .string(arguments[0].typeName) }
    var values: [Value] = []
    for argument in arguments { values.append(try argument.value()) }
    guard let result = try call(values, scope, &meter) else {
      throw TemplateError(
        .builtin, "invalid arguments to builtin: \(rawValue): expected \(expected)")
    }
    return result
  }

  /// Nil when the arguments are not of the right number or kind.
  private func call(
    _ values: [Value], _ scope: Scope, _ meter: inout Meter
  ) throws(TemplateError) -> Value? {
    switch (self, values.count) {
    case (.min, 1...), (.max, 1...): extreme(values)
    case (.range, 2...3): try range(values, &meter)
    case (.join, 2): try join(values[0], values[1], &meter)
    case (.split, 2): try split(values[0], values[1], &meter)
    case (.defined, 1):
      values[0].text.map { .bool(scope[$0] != nil || Builtin(rawValue: $0) != nil) }
    case (.sqrt, 1), (.ceil, 1), (.floor, 1), (.abs, 1): numeric(values[0])
    case (.number, 1): values[0].text.flatMap(number)
    case (_, 1): try textual(values[0], &meter)
    default: nil
    }
  }

  private func extreme(_ values: [Value]) -> Value? {
    var best: (value: Value, number: Double)?
    for value in values {
      guard let number = value.double else { return nil }
      if let current = best?.number, self == .min ? current <= number : current >= number {
        continue
      }
      best = (value, number)
    }
    return best?.value
  }

  private func numeric(_ value: Value) -> Value? {
    guard let number = value.double else { return nil }
    switch self {
    case .sqrt: return number < 0 ? nil : .number(normalising: number.squareRoot())
    case .ceil: return .number(normalising: number.rounded(.up))
    case .floor: return .number(normalising: number.rounded(.down))
    default:
      if case .integer(let integer) = value, integer != .min { return .integer(Swift.abs(integer)) }
      return .number(normalising: Swift.abs(number))
    }
  }

  private func range(_ values: [Value], _ meter: inout Meter) throws(TemplateError) -> Value? {
    guard let start = values[0].wholeNumber, let end = values[1].wholeNumber,
      let step = values.count == 3 ? values[2].wholeNumber : 1, step != 0
    else { return nil }
    var items: [Value] = []
    for number in stride(from: start, to: end, by: step) {
      try meter.make()
      items.append(.integer(number))
    }
    return .sequence(items)
  }

  private func number(_ text: String) -> Value? {
    if let integer = Int(text) { return .integer(integer) }
    // Swift also reads `0x1p4`, `inf` and `nan`, which are no numbers of JSON.
    let isDecimal = text.consists(of: .digit.union("+-.eE"))
    guard isDecimal, let number = Double(text), number.isFinite else { return nil }
    return .number(normalising: number)
  }

  private func textual(_ value: Value, _ meter: inout Meter) throws(TemplateError) -> Value? {
    if case .string(let text) = value { try meter.read(text) }
    switch (self, value) {
    case (.len, .sequence(let items)): return .integer(items.count)
    case (.len, .string(let text)): return .integer(text.unicodeScalars.count)
    case (.lowercase, .string(let text)): return .string(text.lowercased())
    case (.uppercase, .string(let text)): return .string(text.uppercased())
    case (.strip, .string(let text)): return .string(text.stripped(left: true, right: true))
    case (.lstrip, .string(let text)): return .string(text.stripped(left: true, right: false))
    case (.rstrip, .string(let text)): return .string(text.stripped(left: false, right: true))
    case (.str, _): return value.interpolated.map(Value.string)
    default: return nil
    }
  }

  private func join(
    _ list: Value, _ separator: Value, _ meter: inout Meter
  ) throws(TemplateError) -> Value? {
    guard case .sequence(let items) = list, let separator = separator.joinable else { return nil }
    var text = ""
    for (position, item) in items.enumerated() {
      guard let part = item.joinable else { return nil }
      try meter.join(part, with: separator)
      if position > 0 { text += separator }
      text += part
    }
    return .string(text)
  }

  private func split(
    _ text: Value, _ separator: Value, _ meter: inout Meter
  ) throws(TemplateError) -> Value? {
    guard case .string(let text) = text, let separator = separator.joinable else { return nil }
    try meter.split(text, at: separator)
    guard !separator.isEmpty else {
      return .sequence(text.unicodeScalars.map { .string(String($0)) })
    }
    return .sequence(ByteSearch(separator).pieces(of: text).map(Value.string))
  }

  private var expected: String {
    switch self {
    case .min, .max: "at least one number"
    case .sqrt: "a number that is not negative"
    case .ceil, .floor, .abs: "a number"
    case .range: "two whole numbers, and a step that is not 0"
    case .lowercase, .uppercase, .strip, .lstrip, .rstrip: "a string"
    case .number: "a string with a number in it"
    case .str: "a string, number, boolean or null"
    case .len: "a string or an array"
    case .join: "an array of strings and numbers, and a separator"
    case .split: "a string and a separator"
    case .typeof: "one value"
    case .defined: "the name as a string"
    }
  }
}

extension Value {
  /// A string or number as text.
  fileprivate var joinable: String? {
    switch self {
    case .string, .integer, .number: interpolated
    default: nil
    }
  }
}

extension String {
  fileprivate func stripped(left: Bool, right: Bool) -> String {
    var scalars = Substring.UnicodeScalarView(unicodeScalars)
    while left, let first = scalars.first, first.properties.isWhitespace { scalars.removeFirst() }
    while right, let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
    return String(scalars)
  }
}
