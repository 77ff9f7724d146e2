import Diagnostics
import Testing
import WorkflowModel

@testable import Engine

struct SourcePlaceTests {
  private static let source = WorkflowSource(files: [
    SourceFile(path: "workflow.yaml", bytes: Array("name: a\n".utf8)),
    SourceFile(path: "nodes/a.ts", bytes: Array("first\nsecond\n".utf8)),
  ])

  @Test("A place is one in a file of the version, and nothing else is read")
  func places() {
    let place = SourcePlace("nodes/a.ts:2:3", in: Self.source)
    #expect(place?.path == "nodes/a.ts")
    #expect(place?.position == Position(line: 2, column: 3))
    for text in [
      "", "nodes/a.ts", "nodes/a.ts:2", "nodes/a.ts:9:1", "nodes/a.ts:0:1", "nodes/a.ts:1:-1",
      ".secrets/slack:1:1",
      "../etc/passwd:1:1", "/etc/passwd:1:1", "nodes/../nodes/a.ts:1:1", "nodes/b.ts:1:1", "nodes/a.ts:1:1:1",
      "nodes/a.ts:99999999999999999999:1",
    ] {
      #expect(SourcePlace(text, in: Self.source) == nil, "\(text)")
    }
  }

  @Test("Temporary files are where sockets and Deno's flags allow it")
  func parents() {
    #expect(ScratchFolder.parent(nil) == "/tmp")
    #expect(ScratchFolder.parent("") == "/tmp")
    #expect(ScratchFolder.parent("/nonexistent/short") == "/nonexistent/short")
    #expect(ScratchFolder.parent("/nonexistent/a,b") == "/tmp")
    #expect(
      ScratchFolder.parent("/" + String(repeating: "x", count: 79)) == "/" + String(repeating: "x", count: 79)
    )
    #expect(ScratchFolder.parent("/" + String(repeating: "x", count: 80)) == "/tmp")
  }
}
