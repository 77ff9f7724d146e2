import Foundation
import JSONE
import Testing
import YAML

/// No template crashes, runs for ever or fills the memory: it ends in a value or in an error.
struct LimitTests {
  /// How rendering fails, on a thread with a stack as small as some platforms give.
  private func kind(
    _ template: Value, _ context: Mapping = Mapping()
  ) async -> TemplateError.Kind? {
    await withCheckedContinuation { continuation in
      let thread = Thread {
        do throws(TemplateError) {
          _ = try Template(compiling: template).render(context)
          continuation.resume(returning: nil)
        } catch {
          continuation.resume(returning: error.kind)
        }
      }
      thread.stackSize = 1 << 20
      thread.start()
    }
  }

  private func nested(_ levels: Int, _ wrap: (Value) -> Value, in core: Value = 1) -> Value {
    (0..<levels).reduce(core) { value, _ in wrap(value) }
  }

  private func text(_ parts: String..., times: Int, core: String = "1") -> Value {
    let opening = String(repeating: parts[0], count: times)
    let closing = parts.count > 1 ? String(repeating: parts[1], count: times) : ""
    return ["$eval": .string(opening + core + closing)]
  }

  @Test func `templates nest 140 levels and no more than 150`() async {
    let wraps: [(Value) -> Value] = [{ [$0] }, { ["a": $0] }, { ["$flatten": [$0]] }]
    for wrap in wraps {
      #expect(await kind(nested(1_000, wrap)) == .limit)
      #expect(await kind(nested(70, wrap)) == nil)
    }
    #expect(await kind(nested(140) { [$0] }) == nil)
    #expect(await kind(nested(140, { ["$let": ["x": [$0]], "in": $0] }, in: "${1}")) == .limit)
  }

  @Test func `expressions nest and chain 90 levels and no more than 100`() async {
    let shapes = [
      ["(", ")"], ["[", "]"], ["!"], ["- "], ["{a: ", "}"], ["1 + "], ["2 ** "], ["str(", ")"],
    ]
    for shape in shapes {
      let closing = shape.count > 1 ? shape[1] : ""
      #expect(await kind(text(shape[0], closing, times: 90)) != .limit, "\(shape)")
      #expect(await kind(text(shape[0], closing, times: 200_000)) == .limit, "\(shape)")
    }
    #expect(await kind(["$eval": .string("a" + String(repeating: ".a", count: 200_000))]) == .limit)
    #expect(
      await kind(["$eval": .string("a" + String(repeating: "[0]", count: 200_000))]) == .limit)
    #expect(await kind(["$eval": .string(String(repeating: "(1 + ", count: 40) + "1")]) == .syntax)
  }

  @Test func `values that were wrapped in each other stay walkable`() async {
    // Each $let wraps what the one outside of it has bound in another 60 levels.
    let deep = nested(60, { [$0] }, in: ["$eval": "x"])
    let lets = nested(40, { ["$let": ["x": deep], "in": $0] }, in: ["$eval": "x == x"])
    #expect(await kind(["$let": ["x": 1], "in": lets]) == .limit)
    let maps = nested(40, { ["$map": [deep], "each(x)": $0] }, in: ["$eval": "x == x"])
    #expect(await kind(["$let": ["x": 1], "in": maps]) == .limit)
  }

  @Test(
    .timeLimit(.minutes(5)),
    arguments: [
      ["$eval": "range(0, 1000000000000)"],
      ["$map": ["$eval": "range(0, 3000)"], "each(x)": ["$eval": "range(0, 3000)"]],
      // Lists that are copied, one long list for each item.
      [
        "$let": ["l": ["$eval": "range(0, 100000)"]],
        "in": ["$map": ["$eval": "l"], "each(x)": ["$eval": "l[1:]"]],
      ],
      [
        "$let": ["l": ["$eval": "range(0, 100000)"]],
        "in": ["$map": ["$eval": "l"], "each(x)": ["$reverse": ["$eval": "l"]]],
      ],
      // Texts that double.
      [
        "$reduce": ["$eval": "range(0, 100)"], "initial": "a",
        "each(x, y)": ["$eval": "x + x"],
      ],
      ["$reduce": ["$eval": "range(0, 100)"], "initial": "a", "each(x, y)": "${x}${x}"],
      [
        "$reduce": ["$eval": "range(0, 100)"], "initial": "a",
        "each(x, y)": ["$eval": "join([x, x, x], x)"],
      ],
      // Lists and objects that double.
      ["$reduce": ["$eval": "range(0, 100)"], "initial": [], "each(x, y)": ["$eval": "[x, x]"]],
      [
        "$reduce": ["$eval": "range(0, 100)"], "initial": [1],
        "each(x, y)": ["$flatten": [["$eval": "x"], ["$eval": "x"]]],
      ],
      // Equality of values that are large because they are shared.
      [
        "$let": [
          "a": [
            "$reduce": ["$eval": "range(0, 17)"], "initial": 1, "each(x, y)": ["$eval": "[x, x]"],
          ]
        ],
        "in": ["$map": ["$eval": "range(0, 1000)"], "each(y)": ["$eval": "a == [a[0], a[1]]"]],
      ],
      // A search that takes time in the product of the lengths when done simply.
      [
        "$let": [
          "a": [
            "$reduce": ["$eval": "range(0, 21)"], "initial": "a", "each(x, y)": ["$eval": "x + x"],
          ]
        ],
        "in": [
          "$map": ["$eval": "range(0, 100)"], "each(y)": ["$eval": "(a[1:] + 'b') in (a + a)"],
        ],
      ],
      ["$map": ["$eval": "range(0, 100000)"], "each(x)": ["$sort": ["$eval": "range(0, 1000)"]]],
    ] as [Value])
  func `bombs end in a limit`(_ template: Value) async {
    #expect(await kind(template) == .limit, "\(JSON.compact(template))")
  }

  @Test func `a chain of names that double is a limit, too`() async {
    let doubling = nested(
      60, { ["$let": ["x": ["$eval": "[x, x]"]], "in": $0] }, in: ["$json": ["$eval": "x"]])
    #expect(await kind(["$let": ["x": 1], "in": doubling]) == .limit)
  }

  @Test func `a large context is no bomb`() async {
    var context = Mapping()
    var members = Mapping()
    for number in 0..<100_000 { members["k\(number)"] = .integer(number) }
    context["o"] = .mapping(members)
    #expect(await kind(["$let": ["$eval": "o"], "in": ["$eval": "k5 + k99999"]], context) == nil)
    #expect(await kind(["$merge": [["$eval": "o"], ["$eval": "o"]]], context) == nil)
  }

  @Test(arguments: [
    "9223372036854775807 + 1", "-9223372036854775807 - 2",
    "9223372036854775807 * 9223372036854775807",
    "-(-9223372036854775807 - 1)", "abs(-9223372036854775807 - 1)", "99999999999999999999",
    "[1][-9223372036854775807 - 1:9223372036854775807]", "ceil(2 ** 80)", "str(2 ** 80)",
    "range(9223372036854775806, 9223372036854775807)", "2 ** 62 * 2", "number('1e300') * 1",
  ])
  func `numbers beyond 64 bits do not trap`(_ expression: String) async {
    #expect(await kind(["$eval": .string(expression)]) == nil)
  }

  @Test func `a number beyond doubles is an error`() async {
    #expect(await kind(["$eval": .string(String(repeating: "9", count: 400))]) == .syntax)
    #expect(await kind(["$eval": "10 ** 400"]) == .interpreter)
    #expect(await kind(["$eval": "number('1e400')"]) == .builtin)
    #expect(await kind(["$eval": "[1][2 ** 80]"]) == .interpreter)
  }
}
