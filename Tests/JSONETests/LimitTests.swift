import JSONE
import Testing
import YAML

/// Every template ends soon, in a value or in an error, whatever it asks for.
struct LimitTests {
  @Test(.timeLimit(.minutes(1)), arguments: Bomb.all)
  func `a bomb does not go off`(bomb: Bomb) throws {
    let error = #expect(throws: TemplateError.self) {
      try Template(compiling: bomb.template).render(Mapping())
    }
    #expect(error?.kind == .limit, "\(error?.message ?? "")")
  }

  @Test func `a hundred thousand names can be bound at once`() throws {
    let names: Value = [
      "$merge": ["$map": ["$eval": "range(0, 100000)"], "each(x)": ["k${x}": ["$eval": "x"]]]
    ]
    let value = try Template(compiling: ["$let": names, "in": ["$eval": "k99999"]]).render(Mapping())
    #expect(value == 99_999)
  }

  private static let extremes: [(String, Value)] = [
    ("'abc'[-9223372036854775808:]", "abc"), ("[1, 2][:9223372036854775807]", [1, 2]),
    ("[1, 2][-9223372036854775808:-9223372036854775807]", []), ("[1][9223372036854775807:0]", []),
    ("range(9223372036854775806, 9223372036854775807, 9223372036854775807)", [.integer(.max - 1)]),
    ("range(0 - 9223372036854775807, 9223372036854775807, 9223372036854775807)", [.integer(-.max), 0]),
    ("abs(-9223372036854775807 - 1)", .number(9_223_372_036_854_775_808)),
    ("-(-9223372036854775807 - 1)", .number(9_223_372_036_854_775_808)),
    ("9223372036854775807 + 1", .number(9_223_372_036_854_775_808)),
    ("9223372036854775807 * 2 > 0", true), ("9223372036854775807 == 9223372036854775806", false),
    ("9223372036854775806 < 9223372036854775807", true), ("2 ** 0.5 ** 2 > 1", true),
    ("99999999999999999999 > 9223372036854775807", true), ("0 - 0", 0), ("-1 / 3 < 0", true),
  ]

  @Test(arguments: extremes)
  func `extreme numbers have a value`(expression: String, expected: Value) throws {
    #expect(try Self.evaluate(expression) == expected)
  }

  @Test(arguments: [
    "1 / 0", "0 ** -1", "(0 - 8) ** 0.5", "10 ** 400", "[1][9223372036854775807]",
    "[1][-9223372036854775808]",
    "'a'[9223372036854775807]", "[1][0.5]", "range(0, 5, 0)", "range(0.5, 2)", "sqrt(-1)", "number('')",
    "number('1e999')", "number('nan')", "'a' * 3", "1 < 'a'", "null + 1", "len({})", "min()", "a", "a.b",
  ])
  func `what has no value is an error`(expression: String) {
    #expect(throws: TemplateError.self) { try Self.evaluate(expression) }
  }

  static func evaluate(_ expression: String) throws -> Value? {
    try Template(compiling: ["$eval": .string(expression)]).render(Mapping())
  }
}
