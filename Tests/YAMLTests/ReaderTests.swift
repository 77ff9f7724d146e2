import Diagnostics
import Testing
import YAML

@Suite struct ReaderTests {
  private func read(_ text: String) -> ReadResult { Reader.read(Array(text.utf8)) }

  private func problems(_ text: String) -> [String] {
    var problems: [String] = []
    _ = read(text).root { problems.append("\($0.position.line):\($0.position.column): \($0.message)") }
    return problems
  }

  @Test func scalarsFollowTheCoreSchema() throws {
    let text = """
      [1, -2, 0o17, 0x1F, 1.5, 1e3, .5, true, False, ~, null, yes, 12:30, 1_000, "1", '2', text, 1.10]
      """
    #expect(
      try read(text).valid()?.value == [
        1, -2, 15, 31, .number(1.5), .number(1000), .number(0.5), true, false, .null, .null, "yes",
        "12:30", "1_000", "1", "2", "text", .number(1.1),
      ])
  }

  @Test func aByteOrderMarkIsNotPartOfTheText() throws {
    #expect(try read("\u{FEFF}a: 1\nb: 2\n").valid()?.value == ["a": 1, "b": 2])
    #expect(problems("\u{FEFF}a: !x 1\n") == ["1:4: tag `!x` is not supported; remove it"])
  }

  @Test func aliasesAndMergeKeysAreResolved() throws {
    let text = """
      base: &base {a: 1, b: 2}
      list: [*base]
      both:
        <<: *base
        b: 3
      """
    #expect(
      try read(text).valid()?.value == [
        "base": ["a": 1, "b": 2], "list": [["a": 1, "b": 2]], "both": ["b": 3, "a": 1],
      ])
    #expect(problems(text).isEmpty)
  }

  @Test(arguments: [
    ("a: 1\nb: 2\na: 3\n", ["3:1: duplicate key `a`, first given on line 1"]),
    ("a: 1\n---\nb: 2\n", ["2:1: a second document; expected one document in this file"]),
    ("a: !!str 1\n", ["1:4: tag `tag:yaml.org,2002:str` is not supported; remove it"]),
    ("a:\n  <<: 5\n", ["2:7: merge key `<<` with a number; expected a mapping or a list of mappings"]),
    ("{[1]: 2}\n", ["1:2: a list as a key; expected text"]),
    ("a: *b\n", ["1:4: alias `*b` has no anchor before it"]),
    ("a: &a [*a]\n", ["1:8: alias `*a` has no anchor before it"]),
    ("é: [1\n", ["2:1: not valid YAML: did not find expected ',' or ']' while parsing a flow sequence"]),
    ("", []),
  ])
  func hazardsAreRefusedWithTheirPlace(text: String, expected: [String]) {
    #expect(problems(text) == expected)
  }

  @Test func bytesThatAreNotUTF8HaveAPlace() {
    let result = Reader.read(Array("a: 1\nb: ".utf8) + [0xFF, 0xFE])
    var problems: [Problem] = []
    #expect(result.root { problems.append($0) } == nil)
    #expect(problems.first?.position == Position(line: 2, column: 4))
  }

  /// Scalars are taken as UTF-8 without a second look: whatever RFC 3629 rules out has to end in a problem, in each style.
  @Test(
    arguments: [
      [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xE0, 0x9F, 0xBF], [0xE2, 0x82], [0xED, 0xA0, 0x80],
      [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x9F, 0x98], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80],
      [0xFF],
    ] as [[UInt8]])
  func noScalarHoldsOtherBytesThanUTF8(_ bytes: [UInt8]) {
    for (before, behind) in [
      ("a: ", "b\n"), ("a: \"", "\"\n"), ("a: '", "'\n"), ("a: |\n  ", "\n"), ("a: >\n  ", "\n"), ("a: ", ""),
    ] {
      var problems: [Problem] = []
      let root = Reader.read(Array(before.utf8) + bytes + Array(behind.utf8)).root { problems.append($0) }
      #expect(root == nil && !problems.isEmpty, "\(before)\(bytes)\(behind)")
    }
  }

  @Test(arguments: [#""\uD800""#, #""\uDC00\uD800""#, #""\U00110000""#, #""\UFFFFFFFF""#])
  func noEscapeStandsForWhatIsNoCharacter(_ text: String) {
    #expect(!problems(text).isEmpty)
  }

  /// A byte order mark makes libyaml read UTF-16, in which half a character may stand alone.
  @Test(arguments: [[0xFF, 0xFE, 0x00, 0xD8, 0x61, 0x00], [0xFE, 0xFF, 0xDC, 0x00]] as [[UInt8]])
  func noScalarIsHalfACharacter(_ bytes: [UInt8]) {
    var problems: [Problem] = []
    #expect(Reader.read(bytes).root { problems.append($0) } == nil)
    #expect(!problems.isEmpty)
  }

  @Test func bombsEndInAProblem() {
    var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...9 {
      let uses = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      bomb += "a\(level): &a\(level) [\(uses)]\n"
    }
    #expect(problems(bomb).last?.contains("unfolds to more than") == true)
    #expect(problems(String(repeating: "[", count: 100_000)).last?.contains("nested deeper") == true)
  }

  /// Each anchor is shallow; only together are they deep.
  @Test func depthIsCountedThroughAliases() {
    var text = "a0: &a0 \(String(repeating: "[", count: 40))\(String(repeating: "]", count: 40))\n"
    for level in 1...3 {
      text += "a\(level): &a\(level) \(String(repeating: "[", count: 40))*a\(level - 1)"
      text += "\(String(repeating: "]", count: 40))\n"
    }
    #expect(problems(text).last?.contains("nested deeper") == true)
  }
}
