import Scripts
import TestSupport
import Testing

@testable import Vendoring

/// Specifiers become names of files, and nothing else changes.
struct SpecifierRewritingTests {
  @Test func `every place of a specifier is written anew, in its own quotes`() {
    let code =
      "import a from './a.ts'; // './a.ts'\nexport * from \"./a.ts\"; const t = './a.ts'; import(`./a.ts`);"
    var rewriting = SpecifierRewriting(Array(code.utf8))
    rewriting.rewrite(SpecifierScan(Array(code.utf8)).places) { $0 == "./a.ts" ? "p-a.ts" : nil }
    #expect(
      String(decoding: rewriting.result, as: UTF8.self)
        == "import a from './p-a.ts'; // './a.ts'\nexport * from \"./p-a.ts\"; const t = './a.ts'; import(`./p-a.ts`);"
    )
  }

  @Test(arguments: [
    ("/// <reference types=\"./a.d.ts\" />", 0, 21, 31), ("/* é😀 */ import \"./a.d.ts\";", 0, 16, 26),
    ("\n\r\n/*\u{2028}*/ import \"./a.d.ts\";", 2, 13, 23),
  ]) func `places of Deno count code points`(code: String, line: Int, start: Int, end: Int) {
    var rewriting = SpecifierRewriting(Array(code.utf8))
    let span = DenoInfo.Span(
      start: DenoInfo.Place(line: line, column: start), end: DenoInfo.Place(line: line, column: end))
    let isThere = rewriting.rewrite("./a.d.ts", at: span, file: "x.d.ts")
    #expect(isThere)
    #expect(String(decoding: rewriting.result, as: UTF8.self) == code.replacing("./a.d.ts", with: "./x.d.ts"))
  }

  @Test(arguments: [(0, 0, 4), (0, 8, 9), (9, 0, 1), (0, 90, 95), (0, 9, 8)])
  func `where something else stands, nothing is written`(line: Int, start: Int, end: Int) {
    let code = "import \"./a.ts\";"
    var rewriting = SpecifierRewriting(Array(code.utf8))
    let span = DenoInfo.Span(
      start: DenoInfo.Place(line: line, column: start), end: DenoInfo.Place(line: line, column: end))
    let isThere = rewriting.rewrite("./a.ts", at: span, file: "x.ts")
    #expect(!isThere)
    #expect(rewriting.result == Array(code.utf8))
  }
}
