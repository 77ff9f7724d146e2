import Testing
import YAML

/// A small template that asks for far too much.
struct Bomb: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let template: Value

  private init(_ name: String, _ template: Value) {
    testDescription = name
    self.template = template
  }

  private init(_ name: String, evaluating expression: String) {
    self.init(name, ["$eval": .string(expression)])
  }

  static let all = growing + repeated + long

  private static let growing: [Bomb] = [
    Bomb("a range of 10^12", evaluating: "range(0, 1000000000000)"),
    Bomb("a range down", evaluating: "range(9223372036854775807, -9223372036854775807, -1)"),
    Bomb("doubled text", doubling("a", ["$eval": "a + a"])),
    Bomb("doubled interpolation", doubling("a", "${a}${a}")),
    Bomb("doubled join", doubling("a", ["$eval": "join([a, a], a)"])),
    Bomb("doubled lists", doubling([], ["$eval": "[a, a]"])),
    Bomb("doubled flat lists", doubling([1], ["$flatten": ["$eval": "[a, a]"]])),
    Bomb("doubled objects", doubling([:], ["l": ["$eval": "a"], "r": ["$eval": "a"]])),
    Bomb("merged lists", doubling(["k": [1]], ["$mergeDeep": ["$eval": "[a, a]"]])),
    Bomb("JSON in JSON", doubling("\"", ["$json": ["$eval": "[a, a]"]])),
    Bomb("a deep list", doubling([], ["$eval": "[a]"], times: 10_000)),
    Bomb(
      "doubled by $let",
      [
        "$let": ["x": [1]],
        "in": nested(40, ["$eval": "x"]) { ["$let": ["x": ["$eval": "[x, x]"]], "in": $0] },
      ]),
  ]

  /// Something slow for each item of a long list, with a long text and a long list at hand.
  private static let repeated: [Bomb] =
    [
      "len(l[1:])", "len(split(t, ''))", "t[0]", "len(t)", "t[5:]", "t == t + ''", "t < t + 'b'",
      "l[1:] == l[:19999]",
      "(t + 'b') in (t + t)", "split(t + t, t + 'b')", "(-1) in l", "uppercase(t)", "join(l, t)", "t + t",
    ].map { Bomb($0, perItem(["$eval": .string($0)])) } + [
      Bomb("reversed lists", perItem(["$reverse": ["$eval": "l"]])),
      Bomb("sorted texts", perItem(["$sort": ["$eval": "[t, t + 'b', t + 'a']"]])),
      Bomb("JSON of lists", perItem(["$json": ["$eval": "l"]])),
      Bomb(
        "maps in maps",
        nested(8, 1) { ["$map": ["$eval": "range(0, 100)"], "each(x)": $0] }),
    ]

  private static let long: [Bomb] = [
    Bomb("100 KB of parentheses", evaluating: String(repeating: "(", count: 100_000)),
    Bomb("100 KB of brackets", evaluating: String(repeating: "[", count: 100_000)),
    Bomb("100 KB of signs", evaluating: String(repeating: "-", count: 100_000) + "1"),
    Bomb("100 KB of accesses", evaluating: "a" + String(repeating: "[0]", count: 33_000)),
    Bomb("100 KB of calls", evaluating: "a" + String(repeating: "()", count: 50_000)),
    Bomb("100 KB of sums", evaluating: "1" + String(repeating: "+1", count: 50_000)),
    Bomb("100 KB of powers", evaluating: "1" + String(repeating: "**1", count: 33_000)),
    Bomb("100 KB in a text", .string("${" + String(repeating: "(", count: 100_000) + "1}")),
    Bomb("nested conditions", nested(200, 1) { ["$if": "true", "then": $0] }),
  ]

  private static func doubling(_ initial: Value, _ body: Value, times: Int = 64) -> Value {
    ["$reduce": ["$eval": .string("range(0, \(times))")], "initial": initial, "each(a, x)": body]
  }

  private static func perItem(_ body: Value) -> Value {
    [
      "$let": ["l": ["$eval": "range(0, 20000)"], "t": doubling("a", ["$eval": "a + a"], times: 18)],
      "in": ["$map": ["$eval": "l"], "each(i)": body],
    ]
  }

  private static func nested(_ levels: Int, _ innermost: Value, _ wrap: (Value) -> Value) -> Value {
    (1...levels).reduce(innermost) { body, _ in wrap(body) }
  }
}
