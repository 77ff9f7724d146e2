import JSONE
import Testing
import YAML

/// Every error says where in the template's source it is, what is wrong and in which expression.
struct TemplateErrorTests {
  private func error(_ template: Value, _ context: Mapping = Mapping()) -> TemplateError? {
    do throws(TemplateError) {
      _ = try Template(compiling: template).render(context)
      return nil
    } catch {
      return error
    }
  }

  @Test(
    arguments: [
      // A value of a mapping, of a list, deep inside.
      (["a": ["$eval": "x"]], [.key("a"), .key("$eval")]),
      ([1, ["b": "${x}"]], [.index(1), .key("b")]),
      (
        ["a": [["b": ["$json": ["c": "${x}"]]]]],
        [.key("a"), .index(0), .key("b"), .key("$json"), .key("c")]
      ),
      // A key.
      (["a": ["${x}": 1]], [.key("a"), .key("${x}")]),
      (["a": ["$unknown": 1]], [.key("a"), .key("$unknown")]),
      // The parts of operators.
      (["$if": "x", "then": 1], [.key("$if")]),
      (["$if": "true", "then": "${x}"], [.key("then")]),
      (["$if": "false", "else": "${x}"], [.key("else")]),
      (["$let": ["y": "${x}"], "in": 1], [.key("$let"), .key("y")]),
      (["$let": ["y": 1], "in": "${x}"], [.key("in")]),
      (["$let": ["y z": 1], "in": 1], [.key("$let")]),
      (["$map": [1], "each(y)": "${x}"], [.key("each(y)")]),
      (["$map": 1, "each(y)": 1], [.key("$map")]),
      (["$map": ["a": 1], "each(y)": 1], [.key("each(y)")]),
      (["$reduce": [1], "initial": 0, "each(a, y)": "${x}"], [.key("each(a, y)")]),
      (["$find": [1], "each(y)": "x"], [.key("each(y)")]),
      (["$sort": [1, "a"]], [.key("$sort")]),
      (["$sort": [1], "by(y)": "x"], [.key("by(y)")]),
      (["$merge": [1]], [.key("$merge")]),
      (["$reverse": [["$eval": "x"]]], [.key("$reverse"), .index(0), .key("$eval")]),
      (["$match": ["x": 1]], [.key("$match"), .key("x")]),
      (["$match": ["true": "${x}"]], [.key("$match"), .key("true")]),
      (["$switch": ["x": 1]], [.key("$switch"), .key("x")]),
      (["$switch": ["true": 1, "1 == 1": 2]], [.key("$switch"), .key("true")]),
      (["$switch": ["$default": "${x}"]], [.key("$switch"), .key("$default")]),
      // What is wrong with the operator itself.
      (["a": ["$eval": 1]], [.key("a"), .key("$eval")]),
      (["a": ["$eval": "1", "b": 1]], [.key("a"), .key("b")]),
      (["a": ["$eval": "1", "$if": "1"]], [.key("a"), .key("$if")]),
      (["a": ["$let": ["b": 1]]], [.key("a"), .key("$let")]),
      (["a": ["$fromNow": "1 day"]], [.key("a"), .key("$fromNow")]),
      // A function that nobody called.
      (["a": ["b": ["$eval": "min"]]], [.key("a"), .key("b")]),
    ] as [(Value, [PathComponent])])
  func `the path leads to the key that holds the error`(_ template: Value, _ path: [PathComponent]) {
    #expect(error(template)?.path == path, "\(JSON.compact(template))")
  }

  @Test(arguments: [
    ("a +", "unexpected end of input; expected a value"),
    ("a b", "found `b`; expected an operator or the end"),
    ("a.1", "found `1`; expected a name"),
    ("(a", "unexpected end of input; expected `)`"),
    ("{1: 2}", "found `1`; expected a key"),
    ("'a", "the string that starts with ' has no end; expected '"),
    ("a ? b", "unexpected `? b`; expected a value or an operator"),
    ("x", "unknown context value x"),
    ("now", "unknown context value now: a render never reads a clock"),
    ("1 + true", "infix: + expects numbers/strings + numbers/strings, not number + boolean"),
    ("1 < 'a'", "infix: < expects numbers/strings < numbers/strings, not number < string"),
    ("-'a'", "unary - expects number, not string"),
    ("1 / 0", "division by zero"),
    ("0 ** -1", "** has no finite result"),
    ("(-8) ** 0.5", "** has no finite result"),
    ("[1][3]", "index out of bounds: 3 of 1"),
    ("[1][-2]", "index out of bounds: -2 of 1"),
    ("[1]['a']", "should only use integers to access arrays or strings"),
    ("[1]['a':]", "cannot perform interval access with non-integers"),
    ("{}[1]", "object keys must be strings"),
    ("null[0]", "infix: \"[..]\" expects object, array, or string, not null"),
    ("{}.a", "object has no property \"a\""),
    ("[].a", "infix: . expects objects, not array"),
    ("1()", "the value is not callable"),
    ("min()", "invalid arguments to builtin: min: expected at least one number"),
    ("len(1)", "invalid arguments to builtin: len: expected a string or an array"),
    (
      "number('0x10')",
      "invalid arguments to builtin: number: expected a string with a number in it"
    ),
    (
      "1 in 2",
      "infix: in expects any in array, or string in object or string, not number in number"
    ),
  ])
  func `the message says what was expected`(_ expression: String, _ message: String) {
    let found = error(["$eval": .string(expression)])
    #expect(found?.message == message)
    #expect(found?.expression == expression)
  }

  @Test func `the expression in a text is named without its braces`() {
    #expect(error("a ${x} ${1}")?.expression == "x")
    #expect(error("a ${1 +} b")?.expression == "1 +")
    #expect(error("a ${1")?.message == "unterminated ${..} expression")
  }

  @Test func `what is not evaluated may hold anything`() throws {
    let template: Value = [
      "$if": "true", "then": 1, "else": ["$eval": "1 +", "${": ["$map": 1]],
    ]
    #expect(try Template(compiling: template).render(Mapping()) == 1)
    #expect(try Template(compiling: ["$eval": "true || x"]).render(Mapping()) == true)
  }
}
