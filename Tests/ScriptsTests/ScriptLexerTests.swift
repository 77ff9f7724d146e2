import Scripts
import TestSupport
import Testing

struct ScriptLexerTests {
  /// Each piece as it stands in the file, with a letter for its kind.
  private static func pieces(_ code: String) -> [String] {
    let bytes = Array(code.utf8)
    return ScriptLexer.pieces(of: bytes, keepsComments: true).map { piece in
      let text = String(decoding: bytes[piece.start..<piece.end], as: UTF8.self)
      return "\(letter(piece.kind))\(text)"
    }
  }

  private static func letter(_ kind: ScriptPiece.Kind) -> String {
    switch kind {
    case .name: "n:"
    case .text, .template, .templateHead, .templateTail: "t:"
    case .number: "d:"
    case .regularExpression: "r:"
    case .sign: ""
    case .unfinished: "u:"
    case .comment: "c:"
    }
  }

  @Test(arguments: [
    ("a.b", ["n:a", ".", "n:b"]), ("#!/usr/bin/env deno\na", ["n:a"]),
    ("\u{FEFF}a\u{A0}b\u{2028}c", ["n:a", "n:b", "n:c"]),
    ("1.5e3 .5 1..x 0xFF_n", ["d:1.5e3", ".", "d:5", "d:1", ".", ".", "n:x", "d:0xFF_n"]),
    ("'a\\'b' \"c\"", ["t:'a\\'b'", "t:\"c\""]), ("'a\nb", ["u:'a", "n:b"]), ("'a\\\r\nb'", ["t:'a\\\r\nb'"]),
    ("`a${b + `c${d}`}e` f", ["t:`a${", "n:b", "+", "t:`c${", "n:d", "t:}`", "t:}e`", "n:f"]),
    ("`${{a: 1}}` b", ["t:`${", "{", "n:a", ":", "d:1", "}", "t:}`", "n:b"]),
    ("`\\`${`", ["t:`\\`${", "u:`"]),
    ("a // b\nc /* d\n */ e", ["n:a", "c:// b", "n:c", "c:/* d\n */", "n:e"]),
    ("// a\rb", ["c:// a", "n:b"]),
    ("/* a", ["c:/* a"]), ("a / b / c", ["n:a", "/", "n:b", "/", "n:c"]),
    ("= /a/g.b", ["=", "r:/a/g", ".", "n:b"]),
    ("return /[/]\\/'/", ["n:return", "r:/[/]\\/'/"]),
    ("x.return / 2", ["n:x", ".", "n:return", "/", "d:2"]),
    ("if (a) /b/", ["n:if", "(", "n:a", ")", "r:/b/"]), ("f(a) / b", ["n:f", "(", "n:a", ")", "/", "n:b"]),
    ("for await (a) /b/", ["n:for", "n:await", "(", "n:a", ")", "r:/b/"]), ("} /b/", ["}", "r:/b/"]),
    ("a++ / b", ["n:a", "+", "+", "/", "n:b"]), ("+ /b/", ["+", "r:/b/"]),
    ("a! / b", ["n:a", "!", "/", "n:b"]),
    ("!/b/", ["!", "r:/b/"]), ("a[0] / b", ["n:a", "[", "d:0", "]", "/", "n:b"]),
    ("`a` / b", ["t:`a`", "/", "n:b"]),
    ("= /a\nb", ["=", "r:/a", "n:b"]),
  ])
  func `TypeScript falls into its pieces`(code: String, expected: [String]) {
    #expect(Self.pieces(code) == expected)
  }

  @Test(arguments: [
    ("return", ScriptWord.return), ("of", .of), ("instanceof", .instanceof), ("dependency", .dependency),
    ("URL", .url), ("Context", .context), ("returns", .other), ("eturn", .other), ("url", .other),
    ("Xependency", .other), ("xxstanceof", .other), ("notinstanceof", .other), ("stanceof", .other),
    ("returné", .other), ("a", .other),
  ])
  func `a word is told whole, wherever it stands`(name: String, word: ScriptWord) {
    for before in ["", "; ", "const everything = 1; "] {
      let script = Script(Array("\(before)\(name)".utf8))
      #expect(script.pieces.last?.word == word, "\(before)\(name)")
    }
  }

  @Test func `nothing but signs is as many pieces as bytes`() {
    #expect(Self.pieces(";;;;;;;;") == [String](repeating: ";", count: 8))
  }

  @Test(arguments: [
    (#"'a'"#, "a"), (#""\n\t\\\"\x41\u0042\u{43}\u{1F600}""#, "\n\t\\\"ABC😀"), ("`a\\\nb`", "ab"),
    (#"'\q'"#, "q"),
  ])
  func `escapes are undone`(code: String, expected: String) throws {
    let script = Script(Array(code.utf8))
    let piece = try #require(script[0])
    #expect(script.value(of: piece) == expected)
  }

  @Test(arguments: [#"'\x4'"#, #"'\u{110000}'"#, #"'\u12'"#, #"'\u{+41}'"#, #"'\ud800'"#, "1", "`${a}`"])
  func `what stands for no text has no value`(code: String) throws {
    let script = Script(Array(code.utf8))
    let piece = try #require(script[0])
    #expect(script.value(of: piece) == nil)
  }

  @Test func `whatever the bytes are, the pieces lie in order inside of them`() {
    let parts =
      [
        "import", "export", "from", "default", "type", " ", "\n", "\r", "'", "\"", "`", "${", "}", "{", "(",
        ")", "[", "]",
        "/", "*", "//", "/*", "*/", "\\", "'./a.ts'", "with", "URL", "new", ".", "meta", "url", ",", ";", "=",
        "as", "1",
        "\u{2028}", "é", "\u{FEFF}", "if", "require", "!", "+",
      ].map { Array($0.utf8) } + [[0], [0xC2], [0xE2, 0x80], [0xFF]]
    var random = SplitMix64.seeded(for: "pieces of any bytes")
    for _ in 0..<fuzzRounds(otherwise: 10) * 200 {
      let bytes = (0..<Int.random(in: 0...40, using: &random)).flatMap { _ in
        parts[Int.random(in: 0..<parts.count, using: &random)]
      }
      var end = 0
      for piece in ScriptLexer.pieces(of: bytes, keepsComments: true) {
        #expect(piece.start >= end && piece.end > piece.start && piece.end <= bytes.count, "\(bytes)")
        end = piece.end
      }
      let script = Script(bytes)
      for piece in script.pieces { _ = script.value(of: piece) }
      for request in ModuleScan(bytes).requests {
        #expect(bytes.indices.contains(request.offset), "\(bytes)")
      }
    }
  }
}
