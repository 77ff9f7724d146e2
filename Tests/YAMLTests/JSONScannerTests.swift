import Diagnostics
import TestSupport
import Testing
import YAML

/// `JSON.check` finds what is JSON without building it.
struct JSONScannerTests {
  private func problem(_ bytes: [UInt8]) -> Problem? {
    do throws(Problem) {
      try JSON.check(bytes.span)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: [
    "{}", "[]", "0", "-0.5e+12", "null", " true\r\n", "\"\"", #"{"a":[1,{"b":"c"},[]],"":false}"#,
    "[ 1 , 2 ]",
    #""\"\\\/\b\f\n\r\t\u00e9\uD83D\uDE80""#, "\"é€😀\u{7F}\u{2028}\"", "1e999", #"{"a":1,"a":2}"#,
    #""\ud800""#,
    String(repeating: "[", count: 512) + String(repeating: "]", count: 512),
  ])
  func isJSON(_ text: String) {
    #expect(problem(Array(text.utf8)) == nil)
  }

  @Test(arguments: [
    ("", 0, "the text ends where a value is expected"), ("  ", 2, "the text ends where a value is expected"),
    ("{} x", 3, "there is text after the value"), ("[1,]", 3, "expected a value"),
    ("[1 2]", 3, "expected `,` or `]`"), ("[1}", 2, "expected `,` or `]`"),
    ("{\"a\":1]", 6, "expected `,` or `}`"),
    ("{\"a\" 1}", 5, "expected `:` after a name"), ("{\"a\":1,}", 7, "expected a name in double quotes"),
    ("{a:1}", 1, "expected a name in double quotes"), ("{\"a\":}", 5, "expected a value"),
    ("[", 1, "the text ends where a value is expected"), ("{", 1, "expected a name in double quotes"),
    ("tru", 0, "expected a value"), ("nul1", 0, "expected a value"), ("True", 0, "expected a value"),
    ("01", 0, "a number has no leading zeros"), ("[-00]", 1, "a number has no leading zeros"),
    ("-", 1, "expected a digit"), ("+1", 0, "expected a value"),
    (".5", 0, "expected a value"), ("1.", 2, "expected a digit after the point"),
    ("1e+", 3, "expected a digit in the exponent"), ("NaN", 0, "expected a value"),
    ("\"a", 2, "the string does not end"), ("\"a\\", 3, "the string does not end"),
    ("\"\t\"", 1, "a control character in a string has to be escaped"), ("\"\\x\"", 1, "no such escape"),
    ("\"\\u12g4\"", 3, "expected four hex digits after `\\u`"),
    ("\"\\u-000\"", 3, "expected four hex digits after `\\u`"),
    ("\"\\u12", 3, "expected four hex digits after `\\u`"),
    ("\u{FEFF}{}", 0, "there is a byte order mark before the value"),
    ("'a'", 0, "expected a value"), ("1//", 1, "a comment; JSON has none, so remove it"),
    ("/1", 0, "expected a value"),
    ("{\"a\":1}{\"b\":2}", 7, "there is text after the value"),
    (String(repeating: "[", count: 513), 512, "the text is nested deeper than 512 levels"),
  ])
  func isNot(_ text: String, offset: Int, message: String) {
    #expect(
      problem(Array(text.utf8)) == Problem(position: Position(line: 1, column: offset + 1), message: message))
  }

  /// The byte sequences that RFC 3629 rules out.
  @Test(
    arguments: [
      [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xE0, 0x9F, 0xBF], [0xE2, 0x82], [0xED, 0xA0, 0x80],
      [0xF0, 0x8F],
      [0xF0, 0x9F, 0x98], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF], [0xE2, 0x28, 0xA1],
      [0xF0, 0x9F, 0x28, 0x80],
    ] as [[UInt8]])
  func notUTF8(_ bytes: [UInt8]) {
    let text = Array("[\"a".utf8) + bytes
    let expected = Problem(position: Position(line: 1, column: 4), message: "the string is not UTF-8")
    #expect(problem(text + Array("\"]".utf8)) == expected)
    #expect(problem(text) == expected)
  }

  @Test("It takes what the reader takes, and finds the first fault where the reader does")
  func agreesWithReader() {
    let parts = [
      "{", "}", "[", "]", ",", ":", "\"", "\"a\"", "\"b\":", "1", "-2.5", "e3", "0", "true", "null", " ",
      "\n", "é",
      "\\n", "\\u0041", "\\uD83D\\uDE80", "x", "{\"k\":[1,2]}", "[[]]", "\t", "\\", "/", "//",
    ]
    var random = SplitMix64.seeded(for: "JSON.check agrees with JSON.read")
    var valid = 0
    for _ in 0..<fuzzRounds(otherwise: 10) * 2_000 {
      let text = (0..<Int.random(in: 0...9, using: &random)).map { _ in
        parts.randomElement(using: &random) ?? ""
      }.joined()
      let bytes = Array(text.utf8)
      var read: Problem?
      do throws(Problem) { _ = try JSON.read(bytes) } catch { read = error }
      #expect(problem(bytes) == read, "\(text)")
      if read == nil { valid += 1 }
    }
    #expect(valid > 0)
  }
}
