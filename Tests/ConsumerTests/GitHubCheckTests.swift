import Foundation
import TestSupport
import Testing

/// The example for GitHub Actions that checks, its steps run as they are in a repository with a bare remote.
struct GitHubCheckTests {
  private static let example = "github-actions.yml"

  /// The job for a pull request of a branch.
  private func check(
    _ project: ScratchProject, _ branch: String, from repository: String = "team/workflows"
  ) throws -> ActionsRun.Job {
    try #require(try project.pullRequest(Self.example, of: branch, from: repository).jobs["check"])
  }

  @Test(.needs(.python, .tntc, .git))
  func `a good change passes, is told in a comment, and has a page`() throws {
    try withTemporaryFolder { folder in
      let project = try ScratchProject(in: folder)
      try project.branchWithNewVersion("change")
      let job = try check(project, "change")
      #expect(job.failed == [])
      #expect(job.status == "success")
      #expect(project.said("gh")?.hasPrefix("pr comment 7 --edit-last --create-if-none --body-file ") == true)
      let comment = try #require(project.said("comment"))
      #expect(comment.contains("1.0") && comment.contains("1.1") && comment.contains("// more"))
      #expect(job.summary == comment)
      let page = try #require(job.artifacts["tntc-diff"]?["tntc-diff.html"])
      #expect(page.lowercased().hasPrefix("<!doctype html>") && page.contains("// more"))
    }
  }

  @Test(.needs(.python, .tntc, .git))
  func `a change of other files passes without a new comment`() throws {
    try withTemporaryFolder { folder in
      let project = try ScratchProject(in: folder)
      try project.branch("notes") { try project.write("notes\n", to: "NOTES") }
      #expect(try check(project, "notes").status == "success")
      #expect(project.said("gh")?.contains("--create-if-none") == false)
    }
  }

  @Test(.needs(.python, .tntc, .git))
  func `a change that breaks validation fails beside its line`() throws {
    try withTemporaryFolder { folder in
      let project = try ScratchProject(in: folder)
      try project.branch("broken") {
        try project.replace("type: manual", with: "type: cron", in: "w/workflow.yaml")
      }
      let job = try check(project, "broken")
      #expect(job.status == "failure")
      #expect(job.failed.first == "Validate")
      #expect(job.log(of: "Validate").contains("::error file=w/workflow.yaml,line=4,col="))
    }
  }

  @Test(.needs(.python, .tntc, .git))
  func `a stale tree fails`() throws {
    try withTemporaryFolder { folder in
      let project = try ScratchProject(in: folder)
      try project.branchWithSourceAlone("stale")
      let job = try check(project, "stale")
      #expect(job.failed == ["Render"])
      #expect(job.log(of: "Render").contains("::error file=w/workflow.yaml::deploy is stale"))
    }
  }

  @Test(.needs(.python, .tntc, .git))
  func `a released version that was made again fails`() throws {
    try withTemporaryFolder { folder in
      let project = try ScratchProject(in: folder)
      try project.branch("amended") {
        try project.append("// other\n", to: "w/nodes/a.ts")
        try project.amend()
      }
      let job = try check(project, "amended")
      #expect(job.failed == ["Verify"])
      #expect(job.log(of: "Verify").contains("::error file=deploy/w/versions/1.0.yaml::"))
      // Reviewers are told all the same.
      #expect(job.outcome(of: "Comment") == "success")
    }
  }

  @Test(.needs(.python, .tntc, .git))
  func `two changes that are fine alone fail when merged`() throws {
    try withTemporaryFolder { folder in
      let project = try ScratchProject(in: folder)
      try project.branchWithSecondWorkflow("second")
      try project.releaseEngine()
      let job = try check(project, "second")
      #expect(job.failed == ["Render"])
      #expect(job.log(of: "Render").contains("::error file=v/workflow.yaml::deploy is stale"))
    }
  }

  @Test(.needs(.python, .tntc, .git))
  func `a fork gets no comment, but the summary and the page`() throws {
    try withTemporaryFolder { folder in
      let project = try ScratchProject(in: folder)
      try project.branchWithNewVersion("change")
      let job = try check(project, "change", from: "someone/workflows")
      #expect(job.status == "success")
      #expect(project.said("gh") == nil)
      #expect(job.summary.contains("1.1"))
      #expect(job.artifacts["tntc-diff"] != nil)
    }
  }

  @Test(.needs(.python, .tntc, .git))
  func `the merge queue compares with where its group starts`() throws {
    try withTemporaryFolder { folder in
      let project = try ScratchProject(in: folder)
      let base = try project.git("rev-parse", "HEAD")
      let queue = "gh-readonly-queue/main/pr-7"
      try project.branch(queue) {
        // Two commits, the first of which makes a version again.
        try project.append("// other\n", to: "w/nodes/a.ts")
        try project.amend()
        try project.commit("Amend")
        try project.write("notes\n", to: "NOTES")
      }
      let run: ActionsRun = try project.run(
        "github", Self.example,
        [
          "event": "merge_group", "payload": ["merge_group": ["base_sha": base]],
          "ref": "refs/heads/\(queue)",
        ])
      #expect(run.jobs["check"]?.failed == ["Verify"])
      #expect(project.said("gh") == nil)
    }
  }
}
