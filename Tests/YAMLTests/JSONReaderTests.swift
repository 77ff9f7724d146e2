import Diagnostics
import Testing
import YAML

struct JSONReaderTests {
  private func problem(_ text: String, _ dialect: JSON.Dialect = .written) -> String? {
    do {
      _ = try JSON.read(Array(text.utf8), dialect)
      return nil
    } catch {
      return "\(error.position.line):\(error.position.column): \(error.message)"
    }
  }

  @Test(arguments: [
    (#""\ud83d\ude80""#, "🚀"), (#""\uD83D\uDE80 \u00e9\u00E9""#, "🚀 éé"),
    (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
    ("\"\u{2028}\u{85}\u{7F}\"", "\u{2028}\u{85}\u{7F}"), (#""\u0000""#, "\0"), (#""""#, ""),
    (#""a\u0062c""#, "abc"),
  ])
  func `texts are read`(text: String, expected: String) throws {
    #expect(try JSON.read(Array(text.utf8), .written) == .string(expected))
  }

  @Test(
    arguments: [
      ("0", .integer(0)), ("-12", -12), ("9223372036854775807", .integer(.max)), ("1.5e+3", .number(1500)),
      ("1E2", .number(100)), ("1e999", .number(.infinity)), ("-0.0", .number(-0.0)), (" [ ] ", []),
      ("18446744073709551615", .number(18_446_744_073_709_551_616)),
      ("{\"a\":{\"b\":[1,null,true,false]}}", ["a": ["b": [1, .null, true, false]]]),
    ] as [(String, Value)])
  func `values are read`(text: String, expected: Value) throws {
    #expect(try JSON.read(Array(text.utf8), .written) == expected)
    #expect(try JSON.element(Array(text.utf8)).value == expected)
  }

  @Test(arguments: [
    (#""\u-000""#, "1:4: expected four hex digits after `\\u`"),
    (#""\u+123""#, "1:4: expected four hex digits after `\\u`"),
    (#""\u00g0""#, "1:4: expected four hex digits after `\\u`"),
    (#""\u12"#, "1:4: expected four hex digits after `\\u`"),
    (#""\u 123""#, "1:4: expected four hex digits after `\\u`"),
    (#""\ud83d\u-e80""#, "1:10: expected four hex digits after `\\u`"),
    (#""a\ud83d""#, "1:3: half of a surrogate pair, which is not a character; expected both halves"),
    (#""\ud83dx""#, "1:2: half of a surrogate pair, which is not a character; expected both halves"),
    (#""\ude80""#, "1:2: half of a surrogate pair, which is not a character; expected both halves"),
    (#""\x41""#, "1:2: no such escape"),
    ("\"a\tb\"", "1:3: a control character in a string has to be escaped"),
    ("\"a", "1:3: the string does not end"), ("", "1:1: the text ends where a value is expected"),
    ("[1,]", "1:4: expected a value"), ("{\"a\":1,}", "1:8: expected a name in double quotes"),
    ("{\n  \"é\": 01\n}", "2:8: a number has no leading zeros"), ("[+1]", "1:2: expected a value"),
    ("[.5]", "1:2: expected a value"), ("[5.]", "1:4: expected a digit after the point"),
    ("1e", "1:3: expected a digit in the exponent"),
    ("NaN", "1:1: expected a value"), ("{} {}", "1:4: there is text after the value"),
    ("// a\n1", "1:1: a comment; JSON has none, so remove it"),
    (
      "{\"a\": 1,\n \"b\": 2,\n \"a\": 3}",
      "3:2: a second member `a` in one object; readers take one or the other"
    ),
    ("nul", "1:1: expected a value"), ("\r[\u{2028}", "1:3: expected a value"),
  ])
  func `what is wrong has its place`(text: String, expected: String) {
    #expect(problem(text) == expected)
  }

  @Test func `what programs exchange is read as JavaScript does`() throws {
    #expect(try JSON.read(Array(#"{"a": 1, "b": "\ud83d", "a": 2}"#.utf8)) == ["a": 2, "b": "\u{FFFD}"])
    #expect(try JSON.element(Array(#"{"a": 1, "a": 2}"#.utf8), .exchanged).value == ["a": 2])
    #expect(problem("\u{FEFF}1", .exchanged) == "1:1: there is a byte order mark before the value")
  }

  @Test func `a byte order mark of an editor is no part of the text`() throws {
    #expect(try JSON.read(Array("\u{FEFF}{\"a\": 1}".utf8), .written) == ["a": 1])
    #expect(problem("\u{FEFF}{x}") == "1:2: expected a name in double quotes")
    let wide = [0xFF, 0xFE, UInt8(ascii: "{"), 0, UInt8(ascii: "}"), 0]
    #expect(throws: Problem.self) { try JSON.read(wide, .written) }
  }

  @Test(arguments: ["/* a */ {\"a\": [1, // b\n 2,], /**/ }// c", "{\"a\":[1,2]}"])
  func `comments are read where they may stand`(text: String) throws {
    #expect(try JSON.read(Array(text.utf8), .commented) == ["a": [1, 2]])
  }

  @Test func `a comment has to end`() {
    #expect(problem("{}\n /* a", .commented) == "2:2: the comment does not end")
    #expect(problem("[,]", .commented) == "1:2: expected a value")
  }

  @Test func `depth is bounded`() {
    #expect(
      problem(String(repeating: "[", count: 1_000_000))?.hasSuffix("nested deeper than 512 levels") == true)
  }

  @Test func `everything has its place`() throws {
    let root = try JSON.element(Array("{\n\t\"😀\": [\"a\u{2028}b\", 12]\n}".utf8))
    let list = try #require(root.member("😀"))
    #expect(root.position == Position(line: 1, column: 1))
    #expect(list.keyPosition == Position(line: 2, column: 2))
    guard case .sequence(let items) = list.value.content else { return #expect(Bool(false)) }
    #expect(items.map(\.position) == [Position(line: 2, column: 8), Position(line: 2, column: 15)])
  }
}
