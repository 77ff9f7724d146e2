import YAML

/// Compiles mappings that are an operator, like `{$map: …, each(x): …}`.
enum OperatorCompiler {
  private static let operators: Set<String> = [
    "$eval", "$json", "$flatten", "$flattenDeep", "$reverse", "$merge", "$mergeDeep", "$if", "$let",
    "$map", "$reduce", "$find", "$sort", "$match", "$switch", "$fromNow",
  ]

  /// Nil when the mapping is no operator.
  static func compile(_ mapping: Mapping) -> Node? {
    guard let name = mapping.firstKey(where: isOperator) else { return nil }
    let found = mapping.keys.filter(isOperator)
    if found.count > 1 {
      let names = found.sorted { $0.precedesByBytes($1) }.joined(separator: " ")
      let error = TemplateError(.template, "only one operator allowed, not \(names)")
      return .broken(error.inside(.key(found[1])))
    }
    do {
      return .operation(try operation(name, mapping))
    } catch {
      return .broken(error.path.isEmpty ? error.inside(.key(name)) : error)
    }
  }

  private static func isOperator(_ key: String) -> Bool {
    key.utf8.first == UInt8(ascii: "$") && operators.contains(key)
  }

  private static func operation(
    _ name: String, _ mapping: Mapping
  ) throws(TemplateError) -> Operation {
    let operand = mapping[name] ?? .null
    switch name {
    case "$eval": return .eval(try formula(operand, only: name, in: mapping))
    case "$if": return try conditional(operand, mapping)
    case "$let": return try bind(operand, mapping)
    case "$map": return try map(operand, mapping)
    case "$reduce": return try reduce(operand, mapping)
    case "$find": return try find(operand, mapping)
    case "$sort": return try sort(operand, mapping)
    case "$match": return .match(try cases(operand, name, mapping).cases)
    case "$switch":
      let (cases, otherwise) = try cases(operand, name, mapping)
      return .select(cases, otherwise: otherwise)
    case "$fromNow":
      throw TemplateError(.template, "$fromNow is left out: a render never reads a clock")
    default: return try single(name, operand, mapping)
    }
  }

  /// The operators of one operand and no other key.
  private static func single(
    _ name: String, _ operand: Value, _ mapping: Mapping
  ) throws(TemplateError) -> Operation {
    try check(mapping, name)
    let node = Compiler.compile(operand)
    return switch name {
    case "$json": .json(node)
    case "$flatten": .flatten(node, isDeep: false)
    case "$flattenDeep": .flatten(node, isDeep: true)
    case "$reverse": .reverse(node)
    case "$merge": .merge(node, isDeep: false)
    default: .merge(node, isDeep: true)
    }
  }

  private static func check(
    _ mapping: Mapping, _ name: String, also keys: [String] = []
  ) throws(TemplateError) {
    let unknown = mapping.keys.filter { key in
      !key.hasSameBytes(as: name) && !keys.contains { $0.hasSameBytes(as: key) }
    }
    guard let first = unknown.first else { return }
    let names = unknown.sorted { $0.precedesByBytes($1) }.joined(separator: " ")
    throw TemplateError(.template, "\(name) has undefined properties: \(names)")
      .inside(.key(first))
  }

  private static func formula(
    _ operand: Value, only name: String, in mapping: Mapping
  ) throws(TemplateError) -> Formula {
    try check(mapping, name)
    guard let text = operand.text else {
      throw TemplateError(.template, "\(name) must be given a string expression")
    }
    return Formula(text)
  }

  private static func conditional(
    _ operand: Value, _ mapping: Mapping
  ) throws(TemplateError) -> Operation {
    try check(mapping, "$if", also: ["then", "else"])
    guard let text = operand.text else {
      throw TemplateError(.template, "$if must be given a string expression")
    }
    return .conditional(
      Formula(text), then: mapping["then"].map(Compiler.compile),
      otherwise: mapping["else"].map(Compiler.compile))
  }

  private static func bind(
    _ operand: Value, _ mapping: Mapping
  ) throws(TemplateError) -> Operation {
    try check(mapping, "$let", also: ["in"])
    guard let body = mapping["in"] else {
      throw TemplateError(.template, "$let operator requires an `in` clause")
    }
    return .bind(Compiler.compile(operand), body: Compiler.compile(body))
  }

  private static func map(_ operand: Value, _ mapping: Mapping) throws(TemplateError) -> Operation {
    let (each, body) = try each("$map", mapping, count: 1...2)
    return .map(Compiler.compile(operand), each, body: Compiler.compile(body))
  }

  private static func find(
    _ operand: Value, _ mapping: Mapping
  ) throws(TemplateError) -> Operation {
    let (each, body) = try each("$find", mapping, count: 1...2)
    guard let text = body.text else {
      throw TemplateError(.template, "each can evaluate string expressions only")
    }
    return .find(Compiler.compile(operand), each, condition: Formula(text))
  }

  /// The `each(…)` of an operator and the one template under it.
  private static func each(
    _ name: String, _ mapping: Mapping, count: ClosedRange<Int>, also keys: [String] = []
  ) throws(TemplateError) -> (Each, Value) {
    let found = mapping.keys.compactMap { Each($0, word: "each", count: count) }
    try check(mapping, name, also: keys + found.map(\.written))
    guard found.count == 1, let each = found.first, let body = mapping[each.written] else {
      let number = keys.isEmpty ? "two" : "three"
      let names = (["\(name)"] + keys + ["each(…)"]).joined(separator: ", ")
      throw TemplateError(.template, "\(name) must have exactly \(number) properties: \(names)")
    }
    return (each, body)
  }

  private static func reduce(
    _ operand: Value, _ mapping: Mapping
  ) throws(TemplateError) -> Operation {
    let (each, body) = try each("$reduce", mapping, count: 2...3, also: ["initial"])
    guard let initial = mapping["initial"] else {
      throw TemplateError(
        .template, "$reduce must have exactly three properties: $reduce, initial, each(…)")
    }
    return .reduce(Compiler.compile(operand), each, initial: initial, body: Compiler.compile(body))
  }

  private static func sort(
    _ operand: Value, _ mapping: Mapping
  ) throws(TemplateError) -> Operation {
    let by = mapping.keys.compactMap { Each($0, word: "by", count: 1...1) }.first
    try check(mapping, "$sort", also: by.map { [$0.written] } ?? [])
    let formula = by.flatMap { mapping[$0.written]?.text }.map { Formula($0) }
    if by != nil, formula == nil {
      throw TemplateError(.template, "$sort by(x) must be given a string expression")
    }
    return .sort(Compiler.compile(operand), by, by: formula)
  }

  /// The conditions of `$match` and `$switch`, sorted, and the `$default` of the latter.
  private static func cases(
    _ operand: Value, _ name: String, _ mapping: Mapping
  ) throws(TemplateError) -> (cases: [(condition: Formula, node: Node)], otherwise: Node?) {
    try check(mapping, name)
    guard case .mapping(let members) = operand else {
      throw TemplateError(.template, "\(name) can evaluate objects only")
    }
    var cases: [(condition: Formula, node: Node)] = []
    var otherwise: Node?
    for key in members.keys.sorted(by: { $0.precedesByBytes($1) }) {
      let node = Compiler.compile(members[key] ?? .null)
      if name == "$switch", key == "$default" {
        otherwise = node
      } else {
        cases.append((Formula(key), node))
      }
    }
    return (cases, otherwise)
  }
}
