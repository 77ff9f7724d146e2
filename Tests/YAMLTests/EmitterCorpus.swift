import TestSupport

/// Texts that readers of YAML are known to get wrong, and a source of more.
enum NastyText {
  static let corpus: [String] =
    words + syntax + lines + escapes + ["", String(repeating: "long word ", count: 300) + "end"]

  private static let words = [
    "~", "null", "y", "Y", "n", "yes", "No", "ON", "off", "true", "FALSE", "=", "<<", "0", "-1",
    "+1", "012", "0o14", "0x1f", "0b1", "1_000", "1e3", "1.", ".5", ".", "._", "+", "-", "_", "1_",
    "_1", ".inf", "-.Inf", ".NAN", "12:30:45", "190:20:30.15", "1:", "2001-01-01",
    "2001-1-1 1:2:3", "1.10", "0x", "1e", "1,000", "99999999999999999999", "08", "0.0.0", "0xffp1",
    "infinity", "inf", "NaN",
  ]

  private static let syntax = [
    " ", "  ", " a", "a ", "- a", "-a", "--- a", "---", "...", "....", "? a", "?", "?a", ":", ":a",
    "a:", "a: b", "a :b", "a #b", "a#b", "#", "# a", ",", "[", "]", "[a", "{a: b}", "&a b", "*a",
    "!a", "!!str a", "!", "|", "|-", ">", ">+", "'", "''", "'a'", "\"", "\"a\"", "\\", "\\n",
    "%YAML 1.2", "@a", "`a`", "a'b\"c", "key: 'value'", "a, b", "${a}", "{{ a }}", "<a> & b",
    "a\\", "- - a", "'a: b", "\"a: b",
  ]

  private static let lines = [
    "\n", "\n\n", " \n", "\n ", "  \n  \n", "a\n", "a\nb", "a\n\n", "a\n\n\n\n", "\na", "\n\na\n",
    "\n a", " a\n", "  a\nb", " \na", "    \n  a\n", "\n    \n  a", "a\n ", "a\n  \n", "a\n  \n\n",
    "a \nb \n", "a\t\n", "a\n\tb", "a\n\t\n", "\t", "\ta", "\ta\n", "\n\ta", " \ta\n", " \n\ta",
    "a\n \tb\n", "\t\n", "\n\t\n", " \t\na", "---\n", "---\na: b\n...\n", "...\n", "a\n---\nb\n",
    "a\n...\n", "# a\n", "a\n# b\n", "#!/bin/sh\n\necho\n", "- a\n- b\n", "a: b\nc: d\n",
    "a:\n  - b\n", "%TAG\n", "? a\n", "| a\n", "'a\n", "\"a\n", "{\n", "[\n]",
    "// x\n\n\n  y\n    z\n", "a\\\nb", "😀\n😀", "é\n\n", "\u{A0}\na", "\u{3000}a\n",
  ]

  /// U+FDD0, which Swift's literals refuse.
  private static let nonCharacter = String(decoding: [0xEF, 0xB7, 0x90], as: UTF8.self)

  private static let escapes = [
    "\r", "a\rb", "a\r\nb\r\n", "\r\n", "\n\r", "a\n\r", " \r a", "\u{FEFF}", "\u{FEFF}a\n",
    "a\u{FEFF}\n", "a\u{2028}b", "\u{2029}\n", "a\tb", "\t\t", "a\t", "\t a", "a\tb: c", "a\t#b",
    "😀", "👩‍👩‍👧", "é", "e\u{301}", "\u{301}", "日本", "\u{A0}", "\u{A0}a\u{A0}", "\u{3000}",
    "\u{200B}", "\u{200D}", "\u{AD}", nonCharacter, "\u{E000}", "\u{FFFD}", "\u{1FFFE}",
    "\u{10FFFF}", "\u{202E}a", "\u{D7FF}", "\u{10000}",
  ]

  /// A text of up to nine fragments.
  static func random(using generator: inout SplitMix64) -> String {
    (0..<Int.random(in: 0...9, using: &generator))
      .compactMap { _ in fragments.randomElement(using: &generator) }.joined()
  }

  private static let fragments = [
    " ", " ", "  ", "\n", "\n", "\n", "\n\n", "\t", "\r", "\r\n", "#", " #", ":", ": ", "-", "- ",
    "---", "...", "?", "'", "\"", "\\", "\\n", "|", ">", "%", "@", "`", "{", "}", "[", "]", ",",
    "&", "*", "!", "!!int ", "~", "null", "yes", "n", "true", "0", "1", "8", "_", ".", "+", "e",
    "x", "0x", "0b", "0o", "12:30", "inf", "<<", "=", "2001-01-01", "T", "a", "abc",
    "const x = 1;", "${a}", "é", "e\u{301}", "日本", "😀", "\u{A0}", "\u{2028}", "\u{2029}",
    "\u{FEFF}", "\u{3000}", "\u{200D}", nonCharacter, "\u{10FFFF}", "\u{E000}",
  ]
}

extension NastyText {
  /// Texts drawn from the corpus and at random, in equal parts.
  static func sample(_ count: Int, using generator: inout SplitMix64) -> [String] {
    (0..<count).map { position in
      guard position.isMultiple(of: 2), let text = corpus.randomElement(using: &generator) else {
        return random(using: &generator)
      }
      return text
    }
  }
}

extension NastyText {
  /// Up to seven characters of which numbers, dates and booleans are made.
  static func randomLookalike(using generator: inout SplitMix64) -> String {
    let characters = Array("0123456789018__..::--++,eExXoObBaAfFiInNyYtTzZ~=< ")
    return String(
      (0...Int.random(in: 0...6, using: &generator)).compactMap { _ in
        characters.randomElement(using: &generator)
      })
  }
}
