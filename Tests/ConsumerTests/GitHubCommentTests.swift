import Foundation
import TestSupport
import Testing

/// The workflow that comments on a pull request, after that which runs its code.
struct GitHubCommentTests {
  private static let check = "github-actions.yml"

  @Test(.needs(.python, .tntc, .engine, .deno, .git), arguments: ["team/workflows", "someone/workflows"])
  func `a change is told in one comment, which is brought up to date`(repository: String) throws {
    try withTemporaryFolder { folder in
      let project = try ScratchProject(in: folder)
      // Comments of others, one of whom copied the marker.
      let others = [("ann", "<!-- tntc diff -->"), ("bob", "nice"), ("github-actions[bot]", "coverage")]
      let start = others.enumerated().map {
        Comment(id: $0 + 1, issue: 7, user: .init(login: $1.0), body: $1.1)
      }
      try project.keep(start, as: "comments.json")
      try project.branchWithNewVersion("change")
      _ = try project.pullRequest(Self.check, of: "change", from: repository)
      #expect(try project.comment(on: "change", from: repository).status == "success")
      let first = try project.comments
      #expect(first.dropLast() == start[...])
      let told = try #require(first.last)
      #expect(told.issue == 7 && told.user.login == "github-actions[bot]")
      #expect(told.body.hasPrefix("<!-- tntc diff -->\n_Told by [this run](https://"))
      #expect(told.body.contains("// more"))

      try project.git("checkout", "--quiet", "change")
      try project.append("// and more\n", to: "w/nodes/a.ts")
      try project.tntc("render", "--bump", "minor")
      try project.commit("Again")
      try project.git("checkout", "--quiet", "main")
      _ = try project.pullRequest(Self.check, of: "change", from: repository)
      #expect(try project.comment(on: "change", from: repository).status == "success")
      let second = try project.comments
      #expect(second.map(\.id) == first.map(\.id))
      #expect(second.last?.body.contains("// and more") == true)
    }
  }

  @Test(.needs(.python, .tntc, .engine, .deno, .git))
  func `without a change there is no first comment`() throws {
    try withTemporaryFolder { folder in
      let project = try ScratchProject(in: folder)
      try project.branch("notes") { try project.write("notes\n", to: "NOTES") }
      _ = try project.pullRequest(Self.check, of: "notes")
      #expect(try project.comment(on: "notes").status == "success")
      #expect(try project.comments == [])
    }
  }

  private static let tricks = [
    "moved on", "another repository", "two", "closed", "no artefact", "a link", "a list",
  ]

  /// What the run of a fork leaves is its own word.
  @Test(.needs(.python, .tntc, .engine, .deno, .git))
  func `only the open pull request of that commit gets a comment`() throws {
    try withTemporaryFolder { folder in
      let project = try ScratchProject(in: folder)
      try project.branchWithNewVersion("change")
      _ = try project.pullRequest(Self.check, of: "change", from: "someone/workflows")
      let left = folder.appending(path: "left")
      try FileManager.default.copyItem(at: project.hosting, to: left)
      for trick in Self.tricks {
        try FileManager.default.removeItem(at: project.hosting)
        try FileManager.default.copyItem(at: left, to: project.hosting)
        try play(trick, on: project)
        let job = try project.comment(on: "change", from: "someone/workflows")
        #expect(job.status == (trick == "a link" ? "failure" : "success"), "\(trick)")
        #expect(try project.comments.map(\.issue) == (trick == "a list" ? [7] : []), "\(trick)")
      }
    }
  }

  private func play(_ trick: String, on project: ScratchProject) throws {
    var pulls = try project.pullRequests
    let kept = project.hosting.appending(path: "artifacts/4711/tntc-diff")
    switch trick {
    case "moved on": pulls[0] = PullRequest(number: 7, head: head(pulls[0], sha: "f00"))
    case "another repository":
      pulls[0] = PullRequest(
        number: 7, head: .init(ref: "change", sha: pulls[0].head.sha, repo: .init(name: "someone/other")))
    case "two": pulls.append(PullRequest(number: 8, base: "release", head: pulls[0].head))
    case "closed": pulls[0].state = "closed"
    case "no artefact": try FileManager.default.removeItem(at: kept)
    case "a link":
      let file = kept.appending(path: "comment.md")
      try FileManager.default.removeItem(at: file)
      try FileManager.default.createSymbolicLink(atPath: file.path, withDestinationPath: "/etc/passwd")
    default:
      // Never read: whom the comment is for.
      try kept.write(Array("1\n".utf8), to: "number")
    }
    try project.keep(pulls, as: "pulls.json")
  }

  private func head(_ pull: PullRequest, sha: String) -> PullRequest.Head {
    PullRequest.Head(ref: pull.head.ref, sha: sha, repo: pull.head.repo)
  }

  @Test(.needs(.python, .tntc, .engine, .deno, .git))
  func `names and texts of a fork stay what they are`() throws {
    try withTemporaryFolder { folder in
      let project = try ScratchProject(in: folder)
      let branch = "a$(touch${IFS}pwned)`id`;\"'&"
      try project.branchWithNewVersion(branch)
      _ = try project.pullRequest(Self.check, of: branch, from: "someone/workflows")
      let text = "$(id) `id` \\n ${{ github.token }} \"\n::set-output name=a::b\n"
      try project.hosting.write(Array(text.utf8), to: "artifacts/4711/tntc-diff/comment.md")
      let job = try project.comment(on: branch, from: "someone/workflows")
      #expect(job.failed == [], "\(job.log(of: "Comment"))")
      #expect(try project.comments.first?.body.hasSuffix("\n\n" + text) == true)

      try project.hosting.write(
        Array(repeating: UInt8(ascii: "a"), count: 65_536), to: "artifacts/4711/tntc-diff/comment.md")
      #expect(try project.comment(on: branch, from: "someone/workflows").failed == [])
      let long = try project.comments.filter { $0.body.contains("too long for a comment") }
      #expect(long.count == 1)
    }
  }
}
