import Testing
import WorkflowModel

struct LineEndingTests {
  @Test(arguments: [
    ("", ""), ("a\nb\n", "a\nb\n"), ("a\r\nb\r\n", "a\nb\n"), ("a\rb\r", "a\nb\n"),
    ("a\r\nb\nc\r", "a\nb\nc\n"),
    ("\r\r\n\n", "\n\n\n"), ("a\u{0}\r\n", "a\u{0}\r\n"),
  ])
  func `every line ends with LF, but in files that are no text`(text: String, expected: String) {
    #expect(LineEndings.unified(Array(text.utf8)) == Array(expected.utf8))
  }

  private static func source(_ text: String) -> WorkflowSource {
    WorkflowSource(files: [
      SourceFile(path: "nodes/a.ts", bytes: Array(text.utf8)),
      SourceFile(path: "nodes/b.wasm", bytes: [0, 0x0D, 0x0A]),
    ])
  }

  @Test(arguments: [
    ("a\nb\n", "a\r\nb\r\n"), ("a\r\nb\r\n", "a\nb\n"), ("a\nb\r\n", "a\nb\n"), ("a\rb\r", "a\r\nb\r\n"),
  ])
  func `a digest is found again behind other line endings`(text: String, other: String) {
    #expect(Self.source(text).digestsWithOtherLineEndings.contains(Self.source(other).digest))
  }

  @Test func `other content is not`() {
    #expect(!Self.source("a\r\n").digestsWithOtherLineEndings.contains(Self.source("b\n").digest))
    #expect(Self.source("a").digestsWithOtherLineEndings.isEmpty)
  }
}
