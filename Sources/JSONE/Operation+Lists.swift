import YAML

/// The operators that work on lists.
extension Operation {
  func evaluateList(_ scope: Scope, _ meter: inout Meter) throws(TemplateError) -> Evaluated? {
    switch self {
    case .flatten(let node, let isDeep):
      let items = try Self.items(
        node, isDeep ? "$flattenDeep" : "$flatten", "value must evaluate to an array", scope, &meter)
      var flat: [Value] = []
      for item in items { try Self.flatten(item, into: &flat, isDeep: isDeep, levels: 1, &meter) }
      return .plain(.sequence(flat))
    case .reverse(let node):
      let items = try Self.items(
        node, "$reverse", "value must evaluate to an array of objects", scope, &meter)
      return .plain(.sequence(items.reversed()))
    case .merge(let node, let isDeep): return try Self.merge(node, isDeep: isDeep, scope, &meter)
    case .map(let node, let each, let body): return try Self.map(node, each, body, scope, &meter)
    case .reduce(let node, let each, let initial, let body):
      return try Self.reduce(node, each, initial, body, scope, &meter)
    case .find(let node, let each, let condition):
      return try Self.find(node, each, condition, scope, &meter)
    case .sort(let node, let each, let formula):
      return try Self.sort(node, each, formula, scope, &meter)
    default: return nil
    }
  }

  private static func find(
    _ node: Node, _ each: Each, _ condition: Formula, _ scope: Scope, _ meter: inout Meter
  ) throws(TemplateError) -> Evaluated? {
    let items = try items(node, "$find", "value must evaluate to an array", scope, &meter)
    for (index, item) in items.enumerated() {
      let inner = scope.binding(each.names, to: [.plain(item), .plain(.integer(index))])
      if try condition.evaluate(at: each.written, inner, &meter).isTrue { return .plain(item) }
    }
    return nil
  }

  private static func items(
    _ node: Node, _ name: String, _ rule: String, _ scope: Scope, _ meter: inout Meter
  ) throws(TemplateError) -> [Value] {
    let value = try node.evaluate(under: name, scope, &meter)?.value()
    guard case .sequence(let items)? = value else {
      throw TemplateError(.template, "\(name) \(rule)").inside(.key(name))
    }
    try meter.measure(.sequence(items))
    return items
  }

  private static func flatten(
    _ item: Value, into flat: inout [Value], isDeep: Bool, levels: Int, _ meter: inout Meter
  ) throws(TemplateError) {
    try meter.enter()
    defer { meter.leave() }
    guard case .sequence(let items) = item, isDeep || levels > 0 else {
      flat.append(item)
      return
    }
    for item in items { try flatten(item, into: &flat, isDeep: isDeep, levels: levels - 1, &meter) }
  }

  private static func merge(
    _ node: Node, isDeep: Bool, _ scope: Scope, _ meter: inout Meter
  ) throws(TemplateError) -> Evaluated {
    let name = isDeep ? "$mergeDeep" : "$merge"
    let rule = "value must evaluate to an array of objects"
    var merged = Mapping()
    for item in try items(node, name, rule, scope, &meter) {
      guard case .mapping(let mapping) = item else {
        throw TemplateError(.template, "\(name) \(rule)").inside(.key(name))
      }
      for (key, value) in mapping {
        merged[key] = isDeep ? try mergeDeep(merged[key], value, &meter) : value
      }
    }
    return .plain(.mapping(merged))
  }

  /// Objects are merged, arrays put one behind the other, and of all else the right one is taken.
  private static func mergeDeep(
    _ left: Value?, _ right: Value, _ meter: inout Meter
  ) throws(TemplateError) -> Value {
    try meter.enter()
    defer { meter.leave() }
    switch (left, right) {
    case (.sequence(let first)?, .sequence(let second)):
      try meter.make(first.count + second.count)
      return .sequence(first + second)
    case (.mapping(var merged)?, .mapping(let second)):
      try meter.make(merged.count)
      for (key, value) in second { merged[key] = try mergeDeep(merged[key], value, &meter) }
      return .mapping(merged)
    default: return right
    }
  }

  private static func map(
    _ node: Node, _ each: Each, _ body: Node, _ scope: Scope, _ meter: inout Meter
  ) throws(TemplateError) -> Evaluated {
    let value = try node.evaluate(under: "$map", scope, &meter)?.value()
    if let value { try meter.measure(value) }
    switch value {
    case .sequence(let items)?:
      var data: [Evaluated] = []
      for (index, item) in items.enumerated() {
        let inner = scope.binding(each.names, to: [.plain(item), .plain(.integer(index))])
        if let datum = try body.evaluate(under: each.written, inner, &meter) { data.append(datum) }
      }
      return .gathering(data)
    case .mapping(let mapping)?: return try map(mapping, each, body, scope, &meter)
    default:
      throw TemplateError(.template, "$map value must evaluate to an array or object")
        .inside(.key("$map"))
    }
  }

  private static func map(
    _ mapping: Mapping, _ each: Each, _ body: Node, _ scope: Scope, _ meter: inout Meter
  ) throws(TemplateError) -> Evaluated {
    var merged = Mapping()
    for (key, value) in mapping {
      let bound: [Evaluated] =
        each.names.count == 2
        ? [.plain(value), .plain(.string(key))] : [.plain(["key": .string(key), "val": value])]
      let result = try body.evaluate(
        under: each.written, scope.binding(each.names, to: bound), &meter)
      guard let result else { continue }
      guard case .mapping(let members) = try result.value() else {
        throw TemplateError(
          .template, "$map on objects expects \(each.written) to evaluate to an object"
        ).inside(.key(each.written))
      }
      for (key, value) in members {
        try meter.add(key)
        merged[key] = value
      }
    }
    return .plain(.mapping(merged))
  }

  private static func reduce(
    _ node: Node, _ each: Each, _ initial: Value, _ body: Node, _ scope: Scope, _ meter: inout Meter
  ) throws(TemplateError) -> Evaluated {
    var result = Evaluated.plain(initial)
    let items = try items(node, "$reduce", "value must evaluate to an array", scope, &meter)
    for (index, item) in items.enumerated() {
      let inner = scope.binding(each.names, to: [result, .plain(item), .plain(.integer(index))])
      guard let next = try body.evaluate(under: each.written, inner, &meter) else { continue }
      // A result may grow with every step, in size and in depth.
      try meter.measure(try next.value())
      result = next
    }
    return result
  }

  private static func sort(
    _ node: Node, _ each: Each?, _ formula: Formula?, _ scope: Scope, _ meter: inout Meter
  ) throws(TemplateError) -> Evaluated {
    let rule = TemplateError(.template, "$sorted values to be sorted must have the same type")
    guard case .sequence(let items)? = try node.evaluate(under: "$sort", scope, &meter)?.value()
    else {
      throw rule.inside(.key("$sort"))
    }
    var keyed: [(key: Value, item: Value)] = []
    for item in items {
      var key = item
      if let each, let formula {
        let inner = scope.binding(each.names, to: [.plain(item)])
        key = try formula.evaluate(at: each.written, inner, &meter).value()
      }
      keyed.append((key, item))
    }
    for pair in keyed { try meter.sort(pair.key, among: keyed.count) }
    if keyed.allSatisfy({ $0.key.double != nil }) {
      // Swift does not promise a stable sort; positions make it one.
      return .plain(.sequence(keyed.stablySorted { ($0.double ?? 0) < ($1.double ?? 0) }))
    }
    guard keyed.allSatisfy({ $0.key.text != nil }) else { throw rule.inside(.key("$sort")) }
    return .plain(.sequence(keyed.stablySorted { ($0.text ?? "").precedesByBytes($1.text ?? "") }))
  }
}

extension [(key: Value, item: Value)] {
  fileprivate func stablySorted(by precedes: (Value, Value) -> Bool) -> [Value] {
    enumerated().sorted { left, right in
      if precedes(left.element.key, right.element.key) { return true }
      return !precedes(right.element.key, left.element.key) && left.offset < right.offset
    }.map(\.element.item)
  }
}
