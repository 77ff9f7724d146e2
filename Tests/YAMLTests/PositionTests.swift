import Diagnostics
import TestSupport
import Testing
import YAML

/// A line ends with LF alone, whatever libyaml takes for a line break.
struct PositionTests {
  private static func places(_ element: Element) -> [Position] {
    switch element.content {
    case .scalar: [element.position]
    case .sequence(let items): [element.position] + items.flatMap(places)
    case .mapping(let members):
      [element.position] + members.flatMap { [$0.keyPosition] + places($0.value) }
    }
  }

  @Test(arguments: ["\r", "\r\n", "\u{85}", "\u{2028}", "\u{2029}", "\n", "é", "\u{FEFF}x", "😀\t日本"])
  func `marks are counted by the bytes of the file`(character: String) throws {
    for (before, after) in [
      ("# a\(character)#\n", "x: 1\n"), ("a: \"b\(character)c\"\n", "x: 1\n"),
      ("a: 'b\(character) c'\n", "x: 1\n"),
      ("a: |\n  b\(character)  c\n", "x: 1\n"), ("{\"a\": \"\(character)b\",", "x: 1}\n"),
      (
        "a: [1 ,\(character == "\u{FEFF}x" ? "" : character == "é" || character.hasSuffix("本") ? "2," : character) ",
        "x: 1]\n"
      ),
    ] {
      for mark in ["", "\u{FEFF}"] {
        let text = mark + before + after
        let root = try #require(try Reader.read(Array(text.utf8)).valid(), "\(text.debugDescription)")
        let expected = SourceText(Array(text.utf8)).position(ofByte: (mark + before).utf8.count)
        #expect(Self.places(root).contains(expected), "\(text.debugDescription)")
      }
    }
  }

  @Test func `places and bytes are two names of one thing`() throws {
    var random = SplitMix64(seed: 9)
    let pieces = ["a", "\n", "\r", "\r\n", "\t", "é", "日", "😀", "\u{2028}", "\u{85}", "e\u{301}", "\u{FEFF}"]
    for _ in 0..<500 {
      let text = (0..<Int.random(in: 0..<40, using: &random)).map { _ in
        pieces.randomElement(using: &random) ?? ""
      }.joined()
      let bytes = Array(text.utf8)
      let source = SourceText(bytes)
      var offset = text.hasPrefix("\u{FEFF}") || text.unicodeScalars.first == "\u{FEFF}" ? 3 : 0
      var cursor = TextCursor()
      for (character, scalar) in text.unicodeScalars.dropFirst(offset == 3 ? 1 : 0).enumerated() {
        let position = cursor.advance(to: offset, in: bytes)
        #expect(source.position(ofByte: offset) == position, "\(text.debugDescription)")
        var other = TextCursor()
        #expect(other.advance(toCharacter: character, in: bytes) == position, "\(text.debugDescription)")
        #expect(
          (other.offset, other.lineStart) == (cursor.offset, cursor.lineStart), "\(text.debugDescription)")
        #expect(source.byte(at: position) == offset, "\(text.debugDescription)")
        offset += String(scalar).utf8.count
      }
    }
  }

  @Test(arguments: [
    ("ab\ncd\n", 2, 2, "cd", 1), ("ab\r\ncd\r\n", 1, 3, "ab", 2), ("a\rb\n", 1, 3, "a\rb", 2),
    ("a\rb\r", 1, 9, "a\rb", 3),
    ("\u{FEFF}é\u{2028}b", 1, 3, "é\u{2028}b", 2), ("", 1, 1, "", 0),
  ])
  func `an excerpt is the line`(text: String, line: Int, column: Int, expected: String, before: Int) {
    let excerpt = SourceText(Array(text.utf8)).excerpt(at: Position(line: line, column: column))
    #expect(excerpt == Excerpt(text: expected, before: before))
    #expect(SourceText(Array(text.utf8)).excerpt(at: Position(line: 9, column: 1)) == nil)
  }

  @Test func `columns of JavaScript count code units of UTF-16`() {
    let source = SourceText(Array("a\n😀é = b\n".utf8))
    #expect(source.position(line: 2, utf16Column: 3) == Position(line: 2, column: 2))
    #expect(source.position(line: 2, utf16Column: 5) == Position(line: 2, column: 4))
    #expect(source.position(line: 4, utf16Column: 1) == nil)
  }

  @Test func `of a long line the part around the place is shown`() {
    let bytes = Array(
      (String(repeating: "a", count: 300) + "é" + String(repeating: "b", count: 30) + "\n").utf8)
    let source = SourceText(bytes)
    let near = source.excerpt(at: Position(line: 1, column: 301))
    #expect(
      near
        == Excerpt(
          text: String(repeating: "a", count: 69) + "é" + String(repeating: "b", count: 30), before: 69))
    #expect(
      source.excerpt(at: Position(line: 1, column: 1))
        == Excerpt(text: String(repeating: "a", count: 100), before: 0))
    #expect(source.excerpt(at: Position(line: 1, column: 201))?.before == 50)
  }

  @Test(arguments: [
    ("# a\u{2028}b\nc: 1\n", "; line 1 has U+2028,"), ("# a\u{2029}b\nc: 1\n", "; line 1 has U+2029,"),
    ("a: 1\n# a\u{85}b\nc: 1\n", "; line 2 has U+0085,"),
    ("# a\rb\nc: 1\n", "; line 1 has a carriage return alone,"),
  ])
  func `a break that no editor shows is named where it breaks YAML`(text: String, hint: String) {
    let problem = #expect(throws: Problem.self) { try Reader.read(Array(text.utf8)).valid() }
    #expect(problem?.message.contains(hint) == true, "\(problem?.message ?? "")")
  }

  @Test(arguments: ["a: 1\r\nb: [\r\n", "b: [\n"])
  func `other breaks are not to blame`(text: String) {
    let problem = #expect(throws: Problem.self) { try Reader.read(Array(text.utf8)).valid() }
    #expect(problem?.message.contains("ends a line") != true, "\(problem?.message ?? "")")
  }
}
