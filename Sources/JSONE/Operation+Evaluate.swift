import YAML

extension Operation {
  func evaluate(_ scope: Scope, _ meter: inout Meter) throws(TemplateError) -> Evaluated? {
    switch self {
    case .eval(let formula): return try formula.evaluate(at: "$eval", scope, &meter)
    case .conditional(let condition, let then, let otherwise):
      return try condition.evaluate(at: "$if", scope, &meter).isTrue
        ? try then?.evaluate(under: "then", scope, &meter)
        : try otherwise?.evaluate(under: "else", scope, &meter)
    case .json(let node):
      guard let value = try node.evaluate(under: "$json", scope, &meter)?.value() else {
        throw TemplateError(.template, "$json value must evaluate to something").inside(
          .key("$json"))
      }
      try meter.measure(value)
      let text = JSON.compact(value.withSortedKeys)
      // Escapes may have made it much longer than the value.
      try meter.read(text)
      return .plain(.string(text))
    case .bind(let bindings, let body):
      return try body.evaluate(under: "in", try Self.bind(bindings, scope, &meter), &meter)
    case .match(let cases):
      do {
        return try Self.match(cases, scope, &meter)
      } catch {
        throw error.inside(.key("$match"))
      }
    case .select(let cases, let otherwise):
      do {
        return try Self.select(cases, otherwise, scope, &meter)
      } catch {
        throw error.inside(.key("$switch"))
      }
    case .flatten, .reverse, .merge, .map, .reduce, .find, .sort:
      return try evaluateList(scope, &meter)
    }
  }

  private static func bind(
    _ node: Node, _ scope: Scope, _ meter: inout Meter
  ) throws(TemplateError) -> Scope {
    let datum = try node.evaluate(under: "$let", scope, &meter)
    if let datum { try meter.measure(datum) }
    switch datum {
    case .plain(.mapping(let mapping))?:
      for name in mapping.keys { try check(name) }
      return scope.binding(mapping)
    case .object(let members)?:
      for member in members { try check(member.key) }
      return scope.binding(members)
    default: throw TemplateError(.template, "$let value must be an object").inside(.key("$let"))
    }
  }

  private static func check(_ name: String) throws(TemplateError) {
    guard !Tokenizer.isIdentifier(name) else { return }
    throw TemplateError(
      .template, "top level keys of $let must follow /[a-zA-Z_][a-zA-Z0-9_]*/, not `\(name)`"
    ).inside(.key("$let"))
  }

  private static func match(
    _ cases: [(condition: Formula, node: Node)], _ scope: Scope, _ meter: inout Meter
  ) throws(TemplateError) -> Evaluated {
    var data: [Evaluated] = []
    for (condition, node) in cases where try condition.evaluate(at: condition.text, scope, &meter).isTrue {
      if let datum = try node.evaluate(under: condition.text, scope, &meter) { data.append(datum) }
    }
    return .gathering(data)
  }

  private static func select(
    _ cases: [(condition: Formula, node: Node)], _ otherwise: Node?, _ scope: Scope,
    _ meter: inout Meter
  ) throws(TemplateError) -> Evaluated? {
    var chosen: (condition: Formula, node: Node)?
    for item in cases
    where try item.condition.evaluate(at: item.condition.text, scope, &meter).isTrue {
      if let first = chosen {
        throw TemplateError(
          .template,
          "$switch can only have one truthy condition, not both `\(first.condition.text)` and "
            + "`\(item.condition.text)`"
        ).inside(.key(item.condition.text))
      }
      chosen = item
    }
    if let chosen { return try chosen.node.evaluate(under: chosen.condition.text, scope, &meter) }
    return try otherwise?.evaluate(under: "$default", scope, &meter)
  }
}

extension Formula {
  func evaluate(at key: String, _ scope: Scope, _ meter: inout Meter) throws(TemplateError) -> Evaluated {
    do {
      return try evaluate(scope, &meter)
    } catch {
      throw error.inside(.key(key))
    }
  }
}
