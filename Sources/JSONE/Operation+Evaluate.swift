import YAML

extension Operation {
  func evaluate(_ scope: Scope, _ work: inout Work) throws(TemplateError) -> Datum? {
    switch self {
    case .eval(let formula): return try formula.evaluate(at: "$eval", scope, &work)
    case .conditional(let condition, let then, let otherwise):
      return try condition.evaluate(at: "$if", scope, &work).isTrue
        ? try then?.evaluate(under: "then", scope, &work)
        : try otherwise?.evaluate(under: "else", scope, &work)
    case .json(let node):
      let value = try node.evaluate(under: "$json", scope, &work)?.value() ?? .null
      try work.measure(value)
      return .plain(.string(JSON.compact(value.withSortedKeys)))
    case .bind(let bindings, let body):
      return try body.evaluate(under: "in", try Self.bind(bindings, scope, &work), &work)
    case .match(let cases):
      var data: [Datum] = []
      for (condition, node) in cases where try condition.evaluate(at: condition.text, scope, &work).isTrue {
        if let datum = try node.evaluate(under: condition.text, scope, &work) { data.append(datum) }
      }
      return .gathering(data)
    case .select(let cases, let otherwise): return try Self.select(cases, otherwise, scope, &work)
    case .flatten, .reverse, .merge, .map, .reduce, .find, .sort: return try evaluateList(scope, &work)
    }
  }

  private static func bind(
    _ node: Node, _ scope: Scope, _ work: inout Work
  ) throws(TemplateError) -> Scope {
    var inner = scope
    switch try node.evaluate(under: "$let", scope, &work) {
    case .plain(.mapping(let mapping))?:
      for (name, value) in mapping { inner = try bind(name, .plain(value), inner) }
    case .object(let members)?:
      for (name, datum) in members { inner = try bind(name, datum, inner) }
    default: throw TemplateError(.template, "$let value must be an object").inside(.key("$let"))
    }
    return inner
  }

  private static func bind(_ name: String, _ datum: Datum, _ scope: Scope) throws(TemplateError) -> Scope {
    guard Tokenizer.isIdentifier(name) else {
      throw TemplateError(.template, "top level keys of $let must follow /[a-zA-Z_][a-zA-Z0-9_]*/, not `\(name)`")
        .inside(.key("$let"))
    }
    return scope.binding(name, to: datum)
  }

  private static func select(
    _ cases: [(condition: Formula, node: Node)], _ otherwise: Node?, _ scope: Scope, _ work: inout Work
  ) throws(TemplateError) -> Datum? {
    var chosen: (condition: Formula, node: Node)?
    for item in cases where try item.condition.evaluate(at: item.condition.text, scope, &work).isTrue {
      if let first = chosen {
        throw TemplateError(
          .template,
          "$switch can only have one truthy condition, not `\(first.condition.text)` and `\(item.condition.text)`")
      }
      chosen = item
    }
    if let chosen { return try chosen.node.evaluate(under: chosen.condition.text, scope, &work) }
    return try otherwise?.evaluate(under: "$default", scope, &work)
  }
}

extension Formula {
  func evaluate(at key: String, _ scope: Scope, _ work: inout Work) throws(TemplateError) -> Datum {
    do {
      return try evaluate(scope, &work)
    } catch {
      throw error.inside(.key(key))
    }
  }
}
