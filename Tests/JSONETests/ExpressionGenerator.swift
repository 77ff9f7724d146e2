import TestSupport

/// Makes random expressions that mostly fit together: of mere noise, nearly all would be errors.
struct ExpressionGenerator {
  enum Kind: CaseIterable { case number, text, flag, list, object }

  var random: SplitMix64
  /// Names that templates around the expression have bound.
  var bound: [String] = []

  mutating func expression(_ kind: Kind? = nil, depth: Int = 3) -> String {
    var kind = kind ?? pick(Kind.allCases)
    if chance(20) { kind = pick(Kind.allCases) }
    if !bound.isEmpty, chance(4) { return pick(bound) }
    guard depth > 0 else { return leaf(kind) }
    return switch kind {
    case .number: number(depth - 1)
    case .text: text(depth - 1)
    case .flag: flag(depth - 1)
    case .list: list(depth - 1)
    case .object: object(depth - 1)
    }
  }

  private mutating func leaf(_ kind: Kind) -> String {
    switch kind {
    case .number:
      pick(["0", "1", "2", "3", "7", "2.5", "n", "half", "minus", "zero", "o.a", "number('-1.5')"])
    case .text: pick(["''", "'a'", "\"b\"", "' é😀 '", "s", "word", "t", "empty", "o.b", "'12'", "'x,y'"])
    case .flag: pick(["true", "false", "yes", "no", "null", "nothing", "defined('n')", "defined('q')"])
    case .list: pick(["[]", "numbers", "words", "mixed", "nested", "objects", "[1, 2]", "['a', s]"])
    case .object: pick(["{}", "o", "p", "{a: 1}", "{'b c': s, a: n}", "objects[0]"])
    }
  }

  private mutating func number(_ depth: Int) -> String {
    let (one, two) = (expression(.number, depth: depth), expression(.number, depth: depth))
    return switch pick(0..<10) {
    case 0: "\(one) + \(two)"
    case 1: "\(one) - \(two)"
    case 2: "\(one) * \(two)"
    case 3: "(\(one)) / (\(two))"
    case 4: "\(one) ** \(pick(["2", "3", "half", "minus"]))"
    case 5: "\(pick(["min", "max"]))(\(one), \(two))"
    case 6: "\(pick(["abs", "ceil", "floor", "sqrt"]))(\(one))"
    case 7: "len(\(expression(chance(2) ? .text : .list, depth: depth)))"
    case 8: "\(pick(["-", "+", "--"]))\(one)"
    default: "numbers[\(one)]"
    }
  }

  private mutating func text(_ depth: Int) -> String {
    let one = expression(.text, depth: depth)
    return switch pick(0..<9) {
    case 0: "\(one) + \(expression(.text, depth: depth))"
    case 1: "\(pick(["uppercase", "lowercase", "strip", "lstrip", "rstrip"]))(\(one))"
    case 2: "str(\(expression(depth: depth)))"
    case 3: "typeof(\(expression(depth: depth)))"
    case 4: "join(\(expression(.list, depth: depth)), \(one))"
    case 5: "(\(one))[\(position(depth))]"
    case 6: "(\(one))[\(bounds(depth))]"
    case 7: "words[\(expression(.number, depth: depth))]"
    default: leaf(.text)
    }
  }

  private mutating func flag(_ depth: Int) -> String {
    let kind = pick(Kind.allCases)
    let (one, two) = (expression(kind, depth: depth), expression(kind, depth: depth))
    return switch pick(0..<7) {
    case 0, 1: "(\(one)) \(pick(["==", "!="])) (\(two))"
    case 2: compared(chance(2) ? .number : .text, depth)
    case 3: "\(expression(depth: depth)) \(pick(["&&", "||"])) \(expression(depth: depth))"
    case 4: "!(\(one))"
    case 5: "\(expression(.text, depth: depth)) in \(expression(pick([.text, .list, .object]), depth: depth))"
    default: "\(one) in \(expression(.list, depth: depth))"
    }
  }

  private mutating func compared(_ kind: Kind, _ depth: Int) -> String {
    "\(expression(kind, depth: depth)) \(pick(["<", "<=", ">", ">="])) \(expression(kind, depth: depth))"
  }

  private mutating func list(_ depth: Int) -> String {
    switch pick(0..<6) {
    case 0: "[\(expression(depth: depth)), \(expression(depth: depth))]"
    case 1: "\(expression(.list, depth: depth))[\(bounds(depth))]"
    case 2: "range(\(pick(-3..<3)), \(pick(0..<9)))"
    case 3: "range(\(pick(0..<9)), \(pick(-3..<3)), \(pick(["-1", "-2", "2", "0", "n"])))"
    case 4: "split(\(expression(.text, depth: depth)), \(pick(["','", "''", "'a'", "1"])))"
    default: leaf(.list)
    }
  }

  private mutating func object(_ depth: Int) -> String {
    switch pick(0..<4) {
    case 0: "{a: \(expression(depth: depth)), 'b': \(expression(depth: depth))}"
    case 1: "{k: \(expression(depth: depth))}.k"
    case 2: "o[\(expression(.text, depth: depth))]"
    default: leaf(.object)
    }
  }

  private mutating func position(_ depth: Int) -> String {
    chance(2) ? String(pick(-4..<4)) : expression(.number, depth: depth)
  }

  private mutating func bounds(_ depth: Int) -> String {
    "\(chance(4) ? "" : position(depth)):\(chance(4) ? "" : position(depth))"
  }

  mutating func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &random) == 0 }

  mutating func pick<Items: RandomAccessCollection>(_ items: Items) -> Items.Element {
    let offset = Int.random(in: 0..<items.count, using: &random)
    return items[items.index(items.startIndex, offsetBy: offset)]
  }
}
