import Testing
import YAML

/// How each kind of text is written, as a value behind `k: `.
struct EmitterTextTests {
  @Test(arguments: [
    ("hello", "hello"),
    ("hello world", "hello world"),
    ("/app/workflow/workflow.yaml", "/app/workflow/workflow.yaml"),
    ("--port", "--port"),
    ("-x", "-x"),
    ("https://example.com:8080/a?b=c#d", "https://example.com:8080/a?b=c#d"),
    ("registry/engine@sha256:0f", "registry/engine@sha256:0f"),
    ("a, b [c] {d}", "a, b [c] {d}"),
    ("it's \"quoted\"", "it's \"quoted\""),
    ("a\\b", "a\\b"),
    ("160Mi", "160Mi"),
    ("1.0.0-rc1", "1.0.0-rc1"),
    ("v1", "v1"),
    ("2024-01-15-release", "2024-01-15-release"),
    ("yess", "yess"),
    ("Not", "Not"),
    ("0xyz", "0xyz"),
    ("...a", "'...a'"),
    ("é e\u{301} 日本 😀", "é e\u{301} 日本 😀"),
    ("\u{A0}\u{3000}", "\u{A0}\u{3000}"),
  ])
  func `plain where nothing can misread it`(text: String, written: String) throws {
    #expect(try inValue(text) == written)
  }

  @Test(arguments: [
    "", "~", "null", "Null", "NULL", "true", "True", "FALSE", "y", "Y", "n", "yes", "No", "on",
    "OFF", "=", "<<", "0", "7", "-7", "+1", "012", "0o14", "0O14", "0x1F", "0b101", "-0x1f",
    "1_000", "1,000", "1.0", "1.10", "1.", ".5", "-.5", "+.5", ".", "1e3", "1E3", "1.5e-3", "1e+3",
    "12e03", "1e", ".inf", "-.Inf", "+.INF", ".nan", ".NaN", "12:30", "12:30:45", "190:20:30.15",
    "-1:30", "2001-01-01", "2001-1-1", "2001-12-14t21:59:43.10-05:00", "2001-12-14 21:59:43.10 -5",
    "99999999999999999999", "1.0.1", "10.0.0.1", "0_", "1__0.5_0", "0x_", "0x", "0b", "0b+1", "0o-7",
  ])
  func `double quotes around what reads as something else`(text: String) throws {
    #expect(try inValue(text) == "\"\(text)\"")
  }

  @Test(arguments: [
    " a", "a ", " ", "-", "- a", "? a", "?a", ":a", "a:", "a: b", "a #b", "#a", ",a", "[a]", "]",
    "{a}", "}", "&a", "*a", "!a", "|", ">", "\"a\"", "%a", "@a", "`a`", "---",
    "--- a", "---a", "....",
  ])
  func `single quotes where the syntax is in the way`(text: String) throws {
    #expect(try inValue(text) == "'\(text)'")
  }

  @Test(arguments: [
    ("'a", "'''a'"),
    ("a\tb", #""a\tb""#),
    ("\t", #""\t""#),
    ("a\r\nb\r\n", #""a\r\nb\r\n""#),
    ("a\"b\\c\r", #""a\"b\\c\r""#),
    ("\u{FEFF}a", #""\uFEFFa""#),
    ("a\u{2028}b\u{2029}\n😀é", #""a\u2028b\u2029\n😀é""#),
  ])
  func `escapes only where a byte would not arrive`(text: String, written: String) throws {
    #expect(try inValue(text) == written)
  }

  @Test(arguments: [
    ("a\nb\n", "|\n  a\n  b"),
    ("a\nb", "|-\n  a\n  b"),
    ("a\n\n", "|+\n  a\n"),
    ("a\n\n\n", "|+\n  a\n\n"),
    ("a\n\nb\n", "|\n  a\n\n  b"),
    ("  a\nb\n", "|2\n    a\n  b"),
    ("\na", "|2-\n\n  a"),
    ("\n\n a\n\n", "|2+\n\n\n   a\n"),
    (" \na\n", "|2\n   \n  a"),
    ("a \n \nb\t\n", "|\n  a \n   \n  b\t"),
    ("a\n\tb\n", "|\n  a\n  \tb"),
    ("---\n...\n# a\nb: 'c\n", "|\n  ---\n  ...\n  # a\n  b: 'c"),
    ("😀\né\n", "|\n  😀\n  é"),
    ("a\n  ", "|-\n  a\n    "),
  ])
  func `lines as a literal block`(text: String, written: String) throws {
    #expect(try inValue(text) == written)
  }

  @Test(arguments: [
    ("\ta\nb\n", #""\ta\nb\n""#),
    ("\n\ta\n", #""\n\ta\n""#),
    ("\n", #""\n""#),
    ("\n\n", #""\n\n""#),
    (" \n\n", #"" \n\n""#),
  ])
  func `lines in double quotes where consumers misread the block`(
    text: String, written: String
  ) throws {
    #expect(try inValue(text) == written)
  }

  @Test func `long text is never folded`() throws {
    let long = String(repeating: "word ", count: 400) + "end"
    #expect(try inValue(long) == long)
  }

  @Test(arguments: [
    ("key", "key"), ("a.b/c-d", "a.b/c-d"), ("yes", "\"yes\""), ("1.0", "\"1.0\""), ("", "\"\""),
    ("a: b", "'a: b'"), ("a\nb", #""a\nb""#), ("\ta", #""\ta""#),
  ])
  func `keys follow the same rule, in one line`(key: String, written: String) throws {
    var mapping = Mapping()
    mapping[key] = .null
    #expect(try emitted(.mapping(mapping)) == "\(written): null\n")
  }

  /// The value as written behind `k: `, without the final line break.
  private func inValue(_ text: String) throws -> String {
    let document = try emitted(["k": .string(text)])
    return String(document.dropFirst(3).dropLast())
  }
}

func emitted(_ value: Value) throws -> String {
  String(decoding: try Emitter.emit([value]), as: UTF8.self)
}
