import JSONE
import Testing
import YAML

/// What the public suite leaves open.
struct RenderingTests {
  private func render(_ template: Value, _ context: Mapping = Mapping()) throws -> String? {
    try Template(compiling: template).render(context).map(JSON.compact)
  }

  @Test(
    arguments: [
      // Keys keep their place; a key that comes again takes the new value.
      (["$merge": [["z": 1, "a": 1], ["b": 2, "z": 3]]], #"{"z":3,"a":1,"b":2}"#),
      (
        ["$mergeDeep": [["z": ["y": 1, "x": 1]], ["a": 1, "z": ["w": 1, "y": 2]]]],
        #"{"z":{"y":2,"x":1,"w":1},"a":1}"#
      ),
      (
        ["$map": ["z": 1, "a": 2], "each(v, k)": ["${k}${k}": ["$eval": "v"]]], #"{"zz":1,"aa":2}"#
      ),
      (["$json": ["z": 1, "a": ["é": 1, "e": 2]]], #""{\"a\":{\"e\":2,\"é\":1},\"z\":1}""#),
      (["$match": ["true": 1, "!false": 2, "1 == 1": ["$if": "false", "then": 1]]], "[2,1]"),
      // `initial` is not evaluated, and neither is what $find finds.
      (["$reduce": [], "initial": ["$eval": "1"], "each(x, y)": 1], #"{"$eval":"1"}"#),
      (["$find": ["$eval": "['$' + '{1}']"], "each(x)": "true"], #""${1}""#),
      // Order is that of code points.
      (
        ["$sort": ["\u{FFFD}", "🚀", "e\u{301}", "é", "z", "Z"]],
        "[\"Z\",\"e\u{301}\",\"z\",\"é\",\"\u{FFFD}\",\"🚀\"]"
      ),
      (
        [
          "$sort": [["k": 1, "v": "b"], ["k": 0, "v": "c"], ["k": 1, "v": "a"]], "by(x)": "x.k",
        ],
        #"[{"k":0,"v":"c"},{"k":1,"v":"b"},{"k":1,"v":"a"}]"#
      ),
      // Keys that look like operators and are none.
      (
        ["$$eval": 1, "$": 2, "$ a": 3, "$\u{301}a": 4, "$$\u{301}": 5],
        "{\"$eval\":1,\"$\":2,\"$ a\":3,\"$\u{301}a\":4,\"$\u{301}\":5}"
      ),
    ] as [(Value, String)])
  func `operators`(_ template: Value, _ expected: String) throws {
    #expect(try render(template) == expected)
  }

  @Test(arguments: [
    ("4 / 2", "2"), ("str(4 / 2)", "\"2\""), ("str(15 / 4)", "\"3.75\""), ("str(1.0)", "\"1\""),
    ("0.5 + 0.5", "1"), ("2 ** 3", "8"), ("2 ** -1", "0.5"), ("-2 ** 2", "4"),
    ("2 ** 3 ** 2", "512"),
    ("number('3')", "3"), ("number('3.0')", "3"), ("number('1e3')", "1000"), ("1 < 1.5", "true"),
    ("9007199254740993 + 0", "9007199254740993"), ("true == 1", "false"), ("1 == 1.0", "true"),
    ("!(o.a)", "false"), ("-(o.a)", "-1"), ("{a: 1,}", #"{"a":1}"#),
    ("{b: 1, a: 2, b: 3}", #"{"b":3,"a":2}"#),
    // Text counts in code points, and is compared by them.
    ("len('e\u{301}')", "2"), ("'e\u{301}'[0]", "\"e\""), ("len('👩‍🚀')", "3"),
    ("'é' == 'e\u{301}'", "false"),
    ("'e' in 'e\u{301}'", "true"), ("split('e\u{301}', 'e')", "[\"\",\"\u{301}\"]"),
    ("split('abc', '')", #"["a","b","c"]"#),
    ("split('aabaab', 'aab')", #"["","",""]"#), ("'aab' in 'aaab'", "true"), ("'a' in ''", "false"),
    ("'' in ''", "true"),
    ("'é' in {'e\u{301}': 1}", "false"), ("'\r' in '\r\n'", "true"),
  ])
  func `expressions`(_ expression: String, _ expected: String) throws {
    var context = Mapping()
    context["o"] = ["a": 1]
    #expect(try render(["$eval": .string(expression)], context) == expected)
  }

  @Test func `an unused template makes nothing`() throws {
    #expect(try render(["$if": "false", "then": 1]) == nil)
    #expect(try render(["$switch": ["false": 1]]) == nil)
    #expect(try render(["$find": [1], "each(x)": "x == 2"]) == nil)
  }

  @Test func `names hide builtins and outer names`() throws {
    var context = Mapping()
    context["len"] = 5
    #expect(try render(["$eval": "len"], context) == "5")
    let template: Value = [
      "$let": ["len": ["$eval": "len + 1"], "f": ["$eval": "max"]], "in": "${f(len, 1)}",
    ]
    #expect(try render(template, context) == "\"6\"")
  }

  @Test func `keys of the context are names`() {
    var context = Mapping()
    context["a b"] = 1
    #expect(throws: TemplateError.self) { try render(1, context) }
  }
}
