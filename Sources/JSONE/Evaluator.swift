import YAML

extension Node {
  /// What the node makes; nil when it makes nothing and its place is left out.
  func evaluate(_ scope: Scope, _ meter: inout Meter) throws(TemplateError) -> Evaluated? {
    try meter.enter()
    defer { meter.leave() }
    switch self {
    case .constant(let value): return .plain(value)
    case .text(let pieces): return .plain(.string(try Piece.join(pieces, scope, &meter)))
    case .sequence(let nodes): return try Self.evaluate(nodes, scope, &meter)
    case .mapping(let members, let isDistinct):
      return try Self.evaluate(members, isDistinct: isDistinct, scope, &meter)
    case .operation(let operation): return try operation.evaluate(scope, &meter)
    case .broken(let error): throw error
    }
  }

  /// Like `evaluate`, with `key` as the way to the node in errors.
  func evaluate(
    under key: String, _ scope: Scope, _ meter: inout Meter
  ) throws(TemplateError) -> Evaluated? {
    do {
      return try evaluate(scope, &meter)
    } catch {
      throw error.inside(.key(key))
    }
  }

  private static func evaluate(
    _ nodes: [Node], _ scope: Scope, _ meter: inout Meter
  ) throws(TemplateError) -> Evaluated {
    var items = GatheredItems(capacity: nodes.count)
    let nodes = nodes.span
    for index in nodes.indices {
      do {
        if let datum = try nodes[index].evaluate(scope, &meter) { items.append(datum) }
      } catch {
        throw error.inside(.index(index))
      }
    }
    return items.gathered
  }

  private static func evaluate(
    _ members: [NodeMember], isDistinct: Bool, _ scope: Scope, _ meter: inout Meter
  ) throws(TemplateError) -> Evaluated {
    var gathered = GatheredMembers(capacity: members.count, isDistinct: isDistinct)
    let members = members.span
    for position in members.indices {
      do {
        guard let datum = try members[position].node.evaluate(scope, &meter) else { continue }
        gathered.append(try members[position].key.evaluate(scope, &meter), datum)
      } catch {
        throw error.inside(.key(members[position].key.written))
      }
    }
    return gathered.gathered
  }
}

extension Key {
  fileprivate func evaluate(_ scope: Scope, _ meter: inout Meter) throws(TemplateError) -> String {
    switch content {
    case .literal(let name): name
    case .text(let pieces): try Piece.join(pieces, scope, &meter)
    case .broken(let error): throw error
    }
  }
}

extension Piece {
  fileprivate static func join(
    _ pieces: [Piece], _ scope: Scope, _ meter: inout Meter
  ) throws(TemplateError) -> String {
    var text = ""
    for piece in pieces {
      switch piece {
      case .literal(let part): text += part
      case .expression(let formula): text += try interpolate(formula, scope, &meter)
      }
    }
    try meter.read(text)
    return text
  }

  private static func interpolate(
    _ formula: Formula, _ scope: Scope, _ meter: inout Meter
  ) throws(TemplateError) -> String {
    let value = try formula.evaluate(scope, &meter).value()
    if case .null = value { return "" }
    guard let text = value.interpolated else {
      throw TemplateError(
        .template, "interpolation of '\(formula.text)' produced an array or object"
      )
      .inExpression(formula.text)
    }
    return text
  }
}
