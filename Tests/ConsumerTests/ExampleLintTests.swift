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

  /// The patterns are those of .gitignore, so git says which lines fit; the last one counts.
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
      _ = try Tool.git.run(["init", "--quiet"], in: folder)
      // One by one, as git does not look into a folder that is ignored.
      let fitting = try rules.filter { rule in
        let patterns = try folder.write(Array("\(rule[0])\n".utf8), to: "patterns")
        let options = ["-c", "core.excludesFile=\(patterns.path)", "check-ignore", "--quiet", "--no-index"]
        return try Tool.git.run(options + [path], in: folder).status == 0
      }
      let found = fitting.last.map { String($0[1]) }
      #expect(found == owner)
    }
  }
}
