import YAML

extension Expression {
  /// The value of the expression in `scope`.
  func evaluate(_ scope: Scope, _ meter: inout Meter) throws(TemplateError) -> Evaluated {
    try meter.enter()
    defer { meter.leave() }
    switch self {
    case .literal(let value): return .plain(value)
    case .variable(let name, let builtin):
      if let datum = scope[name] { return datum }
      if let builtin { return .function(builtin) }
      throw Self.unknown(name)
    case .list(let items): return .gathering(try Self.evaluate(items, scope, &meter))
    case .object(let members):
      var data: [(key: String, datum: Evaluated)] = []
      for member in members { data.append((member.key, try member.value.evaluate(scope, &meter))) }
      return .gathering(data)
    case .unary(let sign, let operand):
      return try sign.apply(to: try operand.evaluate(scope, &meter))
    case .binary(let infix, let left, let right):
      let first = try left.evaluate(scope, &meter)
      if infix == .or, first.isTrue { return .plain(true) }
      if infix == .and, !first.isTrue { return .plain(false) }
      return .plain(try infix.apply(first, try right.evaluate(scope, &meter), &meter))
    case .property(let base, let name): return try base.evaluate(scope, &meter).property(name)
    case .element(let base, let index):
      return try base.evaluate(scope, &meter)
        .element(try index.evaluate(scope, &meter).value(), &meter)
    case .slice(let base, let start, let end):
      let value = try base.evaluate(scope, &meter).value()
      let first = try start?.evaluate(scope, &meter).value()
      let last = try end?.evaluate(scope, &meter).value()
      return .plain(try value.slice(first, last, &meter))
    case .call(let callee, let arguments):
      guard case .function(let builtin) = try callee.evaluate(scope, &meter) else {
        throw TemplateError(.interpreter, "\(callee.summary) is not callable")
      }
      return .plain(try builtin.call(try Self.evaluate(arguments, scope, &meter), scope, &meter))
    }
  }

  private static func evaluate(
    _ items: [Expression], _ scope: Scope, _ meter: inout Meter
  ) throws(TemplateError) -> [Evaluated] {
    var data: [Evaluated] = []
    data.reserveCapacity(items.count)
    for item in items { data.append(try item.evaluate(scope, &meter)) }
    return data
  }

  private var summary: String {
    if case .variable(let name, _) = self { "`\(name)`" } else { "the value" }
  }

  private static func unknown(_ name: String) -> TemplateError {
    let isClock = name == "now" || name == "fromNow"
    return TemplateError(
      .interpreter,
      "unknown context value \(name)" + (isClock ? ": a render never reads a clock" : ""))
  }
}

extension UnaryOperator {
  fileprivate func apply(to datum: Evaluated) throws(TemplateError) -> Evaluated {
    if self == .not { return .plain(.bool(!datum.isTrue)) }
    switch (self, datum) {
    case (.minus, .plain(.integer(let integer))):
      return .plain(integer == .min ? .number(-Double(integer)) : .integer(-integer))
    case (.minus, .plain(.number(let number))): return .plain(.number(-number))
    case (.plus, .plain(.integer)), (.plus, .plain(.number)): return datum
    default:
      throw TemplateError(.interpreter, "unary \(rawValue) expects number, not \(datum.typeName)")
    }
  }
}

extension Evaluated {
  fileprivate func property(_ name: String) throws(TemplateError) -> Evaluated {
    switch self {
    case .plain(.mapping(let mapping)):
      if let value = mapping[name] { return .plain(value) }
    case .object(let members):
      if let member = members.last(where: { $0.key.hasSameBytes(as: name) }) { return member.datum }
    default: throw TemplateError(.interpreter, "infix: . expects objects, not \(typeName)")
    }
    throw TemplateError(.interpreter, "object has no property \"\(name)\"")
  }

  fileprivate func element(_ index: Value, _ meter: inout Meter) throws(TemplateError) -> Evaluated {
    switch self {
    case .plain(.sequence(let items)): return .plain(items[try Self.position(index, items.count)])
    case .list(let items): return items[try Self.position(index, items.count)]
    case .plain(.string(let text)):
      try meter.read(text)
      let scalars = Array(text.unicodeScalars)
      return .plain(.string(String(scalars[try Self.position(index, scalars.count)])))
    case .plain(.mapping), .object:
      guard let key = index.text else {
        throw TemplateError(.interpreter, "object keys must be strings")
      }
      try meter.read(key)
      return (try? property(key)) ?? .plain(.null)
    default:
      throw TemplateError(
        .interpreter, "infix: \"[..]\" expects object, array, or string, not \(typeName)")
    }
  }

  private static func position(_ index: Value, _ count: Int) throws(TemplateError) -> Int {
    guard let number = index.wholeNumber else {
      throw TemplateError(.interpreter, "should only use integers to access arrays or strings")
    }
    let position = number < 0 ? count + number : number
    guard (0..<count).contains(position) else {
      throw TemplateError(.interpreter, "index out of bounds: \(number) of \(count)")
    }
    return position
  }
}

extension Value {
  fileprivate func slice(
    _ start: Value?, _ end: Value?, _ meter: inout Meter
  ) throws(TemplateError) -> Value {
    switch self {
    case .sequence(let items):
      let part = items[try Self.range(start, end, items.count)]
      try meter.make(part.count)
      return .sequence(Array(part))
    case .string(let text):
      try meter.read(text)
      let scalars = Array(text.unicodeScalars)
      var part = String.UnicodeScalarView()
      part.append(contentsOf: scalars[try Self.range(start, end, scalars.count)])
      return .string(String(part))
    case .mapping:
      throw TemplateError(.interpreter, "cannot perform interval access on an object")
    default:
      throw TemplateError(
        .interpreter, "infix: \"[..]\" expects object, array, or string, not \(typeName)")
    }
  }

  /// Bounds as Python has them: negative ones count from the end, and all are clamped.
  private static func range(
    _ start: Value?, _ end: Value?, _ count: Int
  ) throws(TemplateError) -> Range<Int> {
    let lower = try bound(start, count) ?? 0
    let upper = try bound(end, count) ?? count
    return lower..<max(lower, upper)
  }

  private static func bound(_ value: Value?, _ count: Int) throws(TemplateError) -> Int? {
    guard let value else { return nil }
    guard let number = value.wholeNumber else {
      throw TemplateError(.interpreter, "cannot perform interval access with non-integers")
    }
    return number < 0 ? max(0, count + max(number, -count)) : min(number, count)
  }
}
