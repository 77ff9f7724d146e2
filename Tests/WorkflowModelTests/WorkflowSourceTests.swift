import TestSupport
import Testing
import WorkflowModel

struct WorkflowSourceTests {
  @Test func `a file is found by the bytes of its path, and no other one`() {
    var generator = SplitMix64.seeded(for: "a file is found by the bytes of its path")
    let names = ["a", "b", "B", "é", "e\u{301}", "a.ts", "a/b", "~", ""]
    for _ in 0..<200 {
      let paths = Set(
        (0..<Int.random(in: 0...20, using: &generator)).map { _ in
          names.shuffled(using: &generator).prefix(2).joined(separator: "/")
        }.map { Array($0.utf8) })
      let source = WorkflowSource(
        files: paths.map { SourceFile(path: String(decoding: $0, as: UTF8.self), bytes: $0) })
      for path in paths { #expect(source[String(decoding: path, as: UTF8.self)]?.bytes == path) }
      for name in names where !paths.contains(Array(name.utf8)) { #expect(source[name] == nil) }
    }
  }
}
