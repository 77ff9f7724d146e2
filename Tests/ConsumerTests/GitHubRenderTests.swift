import Foundation
import TestSupport
import Testing

/// The example for GitHub Actions in which CI renders.
struct GitHubRenderTests {
  private static let example = "github-actions-render.yml"

  @Test(.needs(.python, .tntc, .git))
  func `source alone is previewed`() throws {
    try withTemporaryFolder { folder in
      let project = try ScratchProject(in: folder)
      let before = try project.published
      try project.branchWithSourceAlone("source")
      let preview = try project.pullRequest(Self.example, of: "source")
      #expect(preview.jobs["preview"]?.failed == [])
      #expect(preview.jobs["preview"]?.artifacts["tntc-diff"] != nil)
      #expect(preview.jobs["commit"]?.status == "skipped")
      #expect(project.said("comment")?.contains("1.1") == true)
      #expect(try project.published == before)
    }
  }

  @Test(.needs(.python, .tntc, .git))
  func `a push to main renders and commits, and names its source`() throws {
    try withTemporaryFolder { folder in
      let project = try ScratchProject(in: folder)
      try project.raiseVersion()
      try project.commit("New version")
      try project.git("push", "--quiet", "origin", "main")
      let source = try project.git("rev-parse", "HEAD")
      #expect(try project.push(Self.example).jobs["commit"]?.failed == [])
      try project.git("pull", "--quiet", "--ff-only", "origin", "main")
      let trailers = try project.git("log", "-1", "--format=%(trailers:key=Tntc-Source-Commit,valueonly)")
      #expect(trailers == source)
      #expect(try project.git("rev-parse", "HEAD^") == source)
      #expect(try project.git("log", "-1", "--format=%an %s") == "github-actions[bot] Render workflows")
      let files = try project.git("diff", "--name-only", "HEAD^").split(separator: "\n")
      #expect(files.contains("deploy/w/versions/1.1.yaml") && files.allSatisfy { $0.hasPrefix("deploy/") })
      try project.tntc("render", "--check")

      // There is nothing left to do.
      let again = try project.push(Self.example)
      #expect(again.jobs["commit"]?.log(of: "Commit").contains("up to date") == true)
      #expect(try project.published == project.git("rev-parse", "HEAD"))
    }
  }

  @Test(.needs(.python, .tntc, .git), arguments: [true, false])
  func `a commit that cannot be pushed fails, unless main has moved on`(moves: Bool) throws {
    try withTemporaryFolder { folder in
      let project = try ScratchProject(in: folder)
      try project.raiseVersion()
      try project.commit("New version")
      try project.git("push", "--quiet", "origin", "main")
      try project.branch("next") { try project.write("notes\n", to: "NOTES") }
      let move = moves ? "env -u GIT_QUARANTINE_PATH git update-ref refs/heads/main refs/heads/next\n" : ""
      let hook = try project.remote.write(Array("#!/bin/sh\n\(move)exit 1\n".utf8), to: "hooks/pre-receive")
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: hook.path)
      let job = try #require(try project.push(Self.example).jobs["commit"])
      #expect(job.status == (moves ? "success" : "failure"))
      #expect(job.log(of: "Commit").contains("::notice::main has moved on") == moves)
      #expect(try project.published == project.git("rev-parse", moves ? "next" : "main"))
    }
  }

  @Test(.needs(.python, .tntc, .git))
  func `only a push to main renders`() throws {
    try withTemporaryFolder { folder in
      let project = try ScratchProject(in: folder)
      #expect(try !project.push(Self.example, to: "other").triggered)
    }
  }
}
