import Foundation
import TestSupport
import Testing

/// The examples for GitHub Actions in which CI renders.
struct GitHubRenderTests {
  private static let example = "github-actions-render.yml"
  private static let proposing = "github-actions-propose.yml"

  @Test(.needs(.python, .tntc, .engine, .deno, .git), arguments: [example, proposing])
  func `source alone is previewed`(example: String) throws {
    try withTemporaryFolder { folder in
      let project = try ScratchProject(in: folder)
      let before = try project.published
      try project.branchWithSourceAlone("source")
      let preview = try project.pullRequest(example, of: "source")
      #expect(preview.jobs["preview"]?.failed == [])
      #expect(preview.jobs["preview"]?.artifacts["tntc-diff"]?["changed"] == "true\n")
      let writing = preview.jobs["commit"] ?? preview.jobs["propose"]
      #expect(writing?.status == "skipped")
      #expect(try project.published == before)
      #expect(try project.comment(on: "source").status == "success")
      #expect(try project.comments.first?.body.contains("1.1") == true)
    }
  }

  @Test(.needs(.python, .tntc, .engine, .deno, .git))
  func `a push to main renders and commits, and names its source`() throws {
    try withTemporaryFolder { folder in
      let project = try ScratchProject(in: folder)
      let source = try pushSource(of: project)
      let job = try #require(try project.push(Self.example).jobs["commit"])
      #expect(job.failed == [], "\(job.log(of: "Commit"))")
      try project.git("pull", "--quiet", "--ff-only", "origin", "main")
      try expectRendered(project, "HEAD", from: source)
      #expect(try project.git("log", "-1", "--format=%an %s") == "github-actions[bot] Render workflows")
      try project.tntc("render", "--check")

      // There is nothing left to do.
      let again = try project.push(Self.example)
      #expect(again.jobs["commit"]?.log(of: "Commit").contains("up to date") == true)
      #expect(try project.published == project.git("rev-parse", "HEAD"))
    }
  }

  @Test(.needs(.python, .tntc, .engine, .deno, .git), arguments: [true, false])
  func `a commit that cannot be pushed fails, unless main has moved on`(moves: Bool) throws {
    try withTemporaryFolder { folder in
      let project = try ScratchProject(in: folder)
      _ = try pushSource(of: project)
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

  @Test(.needs(.python, .tntc, .engine, .deno, .git))
  func `a push to main opens a pull request, and the next one brings it up to date`() throws {
    try withTemporaryFolder { folder in
      let project = try ScratchProject(in: folder)
      // A branch of that name in a fork is somebody else's.
      let theirs = PullRequest(
        number: 7, head: .init(ref: "tntc/render", repo: .init(name: "someone/workflows")))
      try project.keep([theirs], as: "pulls.json")
      let source = try pushSource(of: project)
      let job = try #require(try project.push(Self.proposing).jobs["propose"])
      #expect(job.failed == [], "\(job.log(of: "Propose"))")
      #expect(try project.published == source)
      let first = try #require(try project.pullRequests.last)
      #expect(first.number != 7 && first.head.ref == "tntc/render" && first.base == "main")
      try project.git("fetch", "--quiet", "origin")
      try expectRendered(project, "origin/tntc/render", from: source)
      #expect(try project.git("log", "-1", "--format=%an", "origin/tntc/render") == "tntc-app[bot]")

      try project.replace("version: \"1.1\"", with: "version: \"1.2\"", in: "w/workflow.yaml")
      try project.commit("Newer version")
      try project.git("push", "--quiet", "origin", "main")
      let next = try project.git("rev-parse", "HEAD")
      #expect(try project.push(Self.proposing).jobs["propose"]?.failed == [])
      try project.git("fetch", "--quiet", "origin")
      #expect(try project.git("rev-parse", "origin/tntc/render^") == next)
      let second = try #require(try project.pullRequests.last)
      #expect(second.number == first.number && second.body?.contains(next) == true)

      // Merged by hand, the tree is up to date.
      try project.git("merge", "--quiet", "--ff-only", "origin/tntc/render")
      try project.git("push", "--quiet", "origin", "main")
      #expect(try project.push(Self.proposing).jobs["propose"]?.failed == [])
      #expect(try project.pullRequests.map(\.state) == ["open", "closed"])
    }
  }

  @Test(.needs(.python, .tntc, .engine, .deno, .git), arguments: [example, proposing])
  func `only a push to main renders`(example: String) throws {
    try withTemporaryFolder { folder in
      let project = try ScratchProject(in: folder)
      #expect(try !project.push(example, to: "other").triggered)
    }
  }

  /// Puts a higher version, not rendered, on `main`; gives the commit.
  private func pushSource(of project: ScratchProject) throws -> String {
    try project.raiseVersion()
    try project.commit("New version")
    try project.git("push", "--quiet", "origin", "main")
    return try project.git("rev-parse", "HEAD")
  }

  /// That a commit holds the tree of another one, and nothing else.
  private func expectRendered(_ project: ScratchProject, _ commit: String, from source: String) throws {
    let trailers = try project.git(
      "log", "-1", "--format=%(trailers:key=Tntc-Source-Commit,valueonly)", commit)
    #expect(trailers == source)
    #expect(try project.git("rev-parse", "\(commit)^") == source)
    let files = try project.git("diff", "--name-only", "\(commit)^", commit).split(separator: "\n")
    #expect(files.contains("deploy/w/versions/1.1.yaml"))
    let others = files.filter { !$0.hasPrefix("deploy/") }
    #expect(others == [])
  }
}
