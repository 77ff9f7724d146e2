import Foundation
import TestSupport
import Testing

/// The examples in `templates/ci` before the linters of their readers.
struct ExampleLintTests {
  @Test(.needs(.python, .git))
  func `linters find nothing`() throws {
    try withTemporaryFolder { folder in
      let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "judges/ci.py")
      let outcome = try Tool.python.run(["-B", script.path, folder.path])
      let findings = String(decoding: outcome.output, as: UTF8.self)
      #expect(outcome.status == 0 && findings == "\n", "\(findings)\(outcome.errors)")
    }
  }

  /// The patterns are those of .gitignore, so git says which line is the last that fits.
  @Test(
    .needs(.git),
    arguments: [
      ("deploy/w/deployment.yaml", "@team/workflows"),
      ("deploy/production/w/kustomization.yaml", "@team/releases"),
      (".tentacular/config.yaml", "@team/platform"), ("team/.tentacular/base-image.txt", "@team/platform"),
      (".github/workflows/tntc.yml", "@team/platform"), (".github/CODEOWNERS", "@team/platform"),
      (".gitlab/tntc.yml", "@team/platform"), (".gitlab-ci.yml", "@team/platform"),
      ("w/nodes/a.ts", nil), ("docs/deploy/notes.md", nil),
    ] as [(String, String?)])
  func `owners of trees and settings are asked, and nobody for source`(path: String, owner: String?) throws {
    try withTemporaryFolder { folder in
      let text = try String(
        contentsOf: ScratchProject.examples.appending(path: "CODEOWNERS"), encoding: .utf8)
      let rules = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { $0.split(separator: " ") }
      let patterns = try folder.write(
        Array(rules.map { "\($0[0])\n" }.joined().utf8), to: "patterns")
      _ = try Tool.git.run(["init", "--quiet"], in: folder)
      let outcome = try Tool.git.run(
        ["-c", "core.excludesFile=\(patterns.path)", "check-ignore", "--verbose", "--no-index", path],
        in: folder)
      let line = String(decoding: outcome.output, as: UTF8.self).split(separator: ":").dropFirst().first
      let found = line.flatMap { Int($0) }.map { String(rules[$0 - 1][1]) }
      #expect(found == owner)
    }
  }
}
