import JSONE
import TestSupport
import Testing
import YAML

/// An error says where in the template it is, and in which expression.
struct ErrorTests {
  struct Mistake: Sendable, CustomTestStringConvertible {
    let template: Value
    let path: [PathComponent]
    let expression: String?

    init(_ template: Value, at path: PathComponent..., in expression: String? = nil) {
      self.template = template
      self.path = path
      self.expression = expression
    }

    var testDescription: String { JSON.compact(template) }
  }

  private static let mistakes = [
    Mistake(["a": ["b c": ["$eval": "q"]]], at: .key("a"), .key("b c"), .key("$eval"), in: "q"),
    Mistake([1, [2, "${q + 1}"]], at: .index(1), .index(1), in: "q + 1"),
    Mistake(["a": "${1 +}"], at: .key("a")),
    Mistake(["${q}": 1], at: .key("${q}"), in: "q"),
    Mistake(["a": ["$if": "1 < 'x'", "then": 1]], at: .key("a"), .key("$if"), in: "1 < 'x'"),
    Mistake(
      ["$if": "true", "then": ["x": ["$eval": "q"]]], at: .key("then"), .key("x"), .key("$eval"), in: "q"),
    Mistake(["$if": "false", "then": 1, "else": "${q}"], at: .key("else"), in: "q"),
    Mistake(["$map": [1, 2], "each(x)": ["k": "${q}"]], at: .key("each(x)"), .key("k"), in: "q"),
    Mistake(["$map": ["$eval": "q"], "each(x)": 1], at: .key("$map"), .key("$eval"), in: "q"),
    Mistake(["$find": [1], "each(x)": "x.y"], at: .key("each(x)"), in: "x.y"),
    Mistake(["$let": ["x": "${q}"], "in": 1], at: .key("$let"), .key("x"), in: "q"),
    Mistake(["$match": ["true": "${q}"]], at: .key("true"), in: "q"),
    Mistake(["a": ["$merge": [1]]], at: .key("a"), .key("$merge")),
    Mistake(["a": ["$sort": [1, "b"]]], at: .key("a"), .key("$sort")),
    Mistake(["a": ["$foo": 1]], at: .key("a"), .key("$foo")),
    Mistake(["a": ["$eval": "1", "b": 2]], at: .key("a")),
    Mistake(["a": ["$eval": "len"]], in: nil),
  ]

  @Test(arguments: mistakes)
  func `an error has a path`(mistake: Mistake) {
    let error = #expect(throws: TemplateError.self) {
      try Template(compiling: mistake.template).render(Mapping())
    }
    #expect(error?.path == mistake.path)
    #expect(error?.expression == mistake.expression)
  }

  @Test func `what is not rendered may be wrong`() throws {
    let template: Value = ["$if": "false", "then": ["$eval": "1 +"], "else": "fine"]
    #expect(try Template(compiling: template).render(Mapping()) == "fine")
  }

  @Test func `a context has names for keys`() {
    #expect(throws: TemplateError.self) {
      try Template(compiling: 1).render(Mapping([("not a name", 1)]))
    }
  }

  @Test func `the clock is left out`() {
    for template in [["$eval": "now"], ["$fromNow": "1 day"], "${fromNow('1 day')}"] as [Value] {
      #expect(throws: TemplateError.self) { try Template(compiling: template).render(Mapping()) }
    }
  }

  /// Neither noise nor a good expression with some characters changed crashes or hangs.
  @Test(.timeLimit(.minutes(5)))
  func `random garbage ends in a value or an error`() {
    var generator = ExpressionGenerator(random: .seeded(for: "random garbage ends in a value or an error"))
    for round in 0..<(fuzzRounds(otherwise: 3) * 1_000) {
      var text = round % 2 == 0 ? "" : generator.expression()
      for _ in 0..<generator.pick(1..<12) { generator.spoil(&text) }
      for template in [["$eval": .string(text)], .string("a ${\(text)} b"), .mapping(Mapping([(text, 1)]))]
        as [Value]
      {
        _ = try? Template(compiling: template).render(TemplateGenerator.context)
      }
    }
  }
}

extension ExpressionGenerator {
  private static let noise =
    Array("abn019 .,:;()[]{}<>=!&|+-*/'\"$\\\0é😀\u{301}\n")
    + ["${", "**", "range(", "in ", "$eval"]
    .flatMap { Array($0) }

  /// Puts a character in, takes one out, or repeats a part.
  fileprivate mutating func spoil(_ text: inout String) {
    let position = text.index(text.startIndex, offsetBy: pick(0..<(text.count + 1)))
    switch pick(0..<3) {
    case 0 where position < text.endIndex: text.remove(at: position)
    case 1: text += text.prefix(8)
    default: text.insert(pick(Self.noise), at: position)
    }
  }
}
