import TestSupport
import YAML

/// Makes random templates around random expressions.
struct TemplateGenerator {
  /// What all templates see: of each type something, and what is empty.
  static let context = Mapping([
    ("n", 3), ("half", .number(2.5)), ("minus", -2), ("zero", 0), ("s", "some text"), ("word", "word"),
    ("t", " a é\n😀 "), ("empty", ""), ("yes", true), ("no", false), ("nothing", .null),
    ("numbers", [3, 1, 2, 10]), ("words", ["b", "a", "c"]), ("nested", [[1, [2]], [], [3]]),
    ("mixed", [1, "a", .null, true, .number(2.5), [1], ["a": 1]]),
    ("objects", [["k": "b", "v": 2], ["k": "a", "v": 1]]), ("o", ["a": 1, "b": "text", "c": [1, 2]]),
    ("p", ["b": ["deep": true], "c": [3]]),
  ])

  var expressions: ExpressionGenerator

  init(random: SplitMix64) { expressions = ExpressionGenerator(random: random) }

  mutating func template(depth: Int = 3) -> Value {
    guard depth > 0 else { return leaf() }
    switch expressions.pick(0..<5) {
    case 0: return leaf()
    case 1: return .sequence((0..<expressions.pick(0..<4)).map { _ in template(depth: depth - 1) })
    case 2: return mapping(depth - 1)
    default: return expressions.chance(2) ? choice(depth - 1) : overList(depth - 1)
    }
  }

  private mutating func leaf() -> Value {
    switch expressions.pick(0..<6) {
    case 0: expressions.pick([1, .number(-2.5), true, .null, "plain", "", "$", "${", "é😀"] as [Value])
    case 1, 2: .string(text())
    default: ["$eval": .string(expressions.expression())]
    }
  }

  private mutating func text() -> String {
    let kinds: [ExpressionGenerator.Kind] = [.text, .number, .flag]
    let part = "${\(expressions.expression(expressions.pick(kinds)))}"
    return expressions.pick([
      part, "a \(part) b", "\(part)\(part)", "$${n} \(part)", "$$\(part)", "{\(part)}",
    ])
  }

  private mutating func mapping(_ depth: Int) -> Value {
    var mapping = Mapping()
    for _ in 0..<expressions.pick(0..<4) {
      mapping[expressions.pick(["a", "b", "c d", "$$e", "$$if", "${word}", "k${n}", "$1"])] = template(
        depth: depth)
    }
    if expressions.chance(40) { mapping[expressions.pick(["$eval", "$foo"])] = "n" }
    return .mapping(mapping)
  }

  private mutating func choice(_ depth: Int) -> Value {
    let condition = expressions.expression(.flag)
    switch expressions.pick(0..<5) {
    case 0:
      return ["$if": .string(condition), "then": template(depth: depth), "else": template(depth: depth)]
    case 1:
      let branch = expressions.pick(["then", "else"])
      return .mapping(Mapping([("$if", .string(condition)), (branch, template(depth: depth))]))
    case 2:
      let other = expressions.expression(.flag)
      let cases = Mapping([(condition, template(depth: depth)), (other, template(depth: depth))])
      return .mapping(Mapping([(expressions.pick(["$match", "$switch"]), .mapping(cases))]))
    case 3:
      return ["$switch": .mapping(Mapping([(condition, template(depth: depth)), ("$default", "other")]))]
    default: return bind(depth)
    }
  }

  private mutating func bind(_ depth: Int) -> Value {
    let value = template(depth: depth)
    return ["$let": ["x": value, "y": 5], "in": body(["x", "y"], depth)]
  }

  private mutating func overList(_ depth: Int) -> Value {
    let operand = operand(depth)
    switch expressions.pick(0..<8) {
    case 0: return ["$map": operand, "each(x)": body(["x"], depth)]
    case 1: return ["$map": operand, "each(x, i)": body(["x", "i"], depth)]
    case 2:
      let initial = expressions.pick([0, "", [], ["a": 1]] as [Value])
      return ["$reduce": operand, "initial": initial, "each(x,y)": body(["x", "y"], depth)]
    case 3: return ["$find": operand, "each(x)": .string(within(["x"]) { $0.expression(.flag) })]
    case 4: return ["$sort": operand]
    case 5:
      return ["$sort": operand, "by(x)": .string(expressions.pick(["x", "-x", "x.k", "x.v", "str(x)"]))]
    case 6: return ["$map": objects(depth), "each(x, y)": ["${y}": body(["x", "y"], depth)]]
    default:
      let name = expressions.pick(["$merge", "$mergeDeep", "$flatten", "$flattenDeep", "$reverse", "$json"])
      return .mapping(
        Mapping([(name, name.hasPrefix("$merge") ? .sequence([objects(depth), objects(depth)]) : operand)]))
    }
  }

  private mutating func operand(_ depth: Int) -> Value {
    if expressions.chance(4) { return template(depth: depth) }
    return ["$eval": .string(expressions.expression(.list))]
  }

  private mutating func objects(_ depth: Int) -> Value {
    expressions.chance(3) ? mapping(depth) : ["$eval": .string(expressions.expression(.object))]
  }

  private mutating func body(_ names: [String], _ depth: Int) -> Value {
    let outer = expressions.bound
    expressions.bound += names
    defer { expressions.bound = outer }
    return template(depth: depth)
  }

  private mutating func within(
    _ names: [String], _ make: (inout ExpressionGenerator) -> String
  ) -> String {
    let outer = expressions.bound
    expressions.bound += names
    defer { expressions.bound = outer }
    return make(&expressions)
  }
}
