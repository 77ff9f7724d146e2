import Foundation
import TestSupport
import Testing

/// The examples for GitLab, their scripts run as they are in a repository with a bare remote.
struct GitLabTests {
  private struct Run: Decodable {
    struct Job: Decodable {
      let status: String
      let log: String
      let artifacts: [String: String]
    }

    let jobs: [String: Job]
  }

  private func mergeRequest(_ project: ScratchProject, _ example: String = "gitlab-ci.yml", of branch: String)
    throws -> Run
  {
    let variables = [
      "CI_PIPELINE_SOURCE": "merge_request_event", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
      "CI_API_V4_URL": "https://gitlab.example.com/api/v4", "CI_PROJECT_ID": "12",
      "CI_MERGE_REQUEST_IID": "7",
      "TNTC_COMMENT_TOKEN": "t0ken",
    ]
    return try project.run("gitlab", example, ["variables": variables, "ref": "refs/heads/\(branch)"])
  }

  private func push(_ project: ScratchProject) throws -> Run {
    let variables = ["CI_PIPELINE_SOURCE": "push", "CI_COMMIT_BRANCH": "main", "CI_DEFAULT_BRANCH": "main"]
    return try project.run(
      "gitlab", "gitlab-ci-render.yml", ["variables": variables, "ref": "refs/heads/main"])
  }

  @Test(.needs(.python, .tntc, .git))
  func `a good change passes, is told in a note, and has a page`() throws {
    try withTemporaryFolder { folder in
      let project = try ScratchProject(in: folder)
      try project.branchWithNewVersion("change")
      let job = try #require(try mergeRequest(project, of: "change").jobs["tntc:check"])
      #expect(job.status == "success", "\(job.log)")
      #expect(project.said("curl")?.hasSuffix("/api/v4/projects/12/merge_requests/7/notes\n") == true)
      #expect(project.said("comment")?.contains("// more") == true)
      #expect(job.artifacts["tntc-diff.html"]?.contains("// more") == true)
    }
  }

  @Test(
    .needs(.python, .tntc, .git),
    arguments: [
      ("type: manual", "type: cron", "workflow.yaml:4:"),
      ("version: \"1.0\"", "version: \"1.1\"", "1 stale; render and commit the result"),
    ])
  func `what is invalid or stale fails`(text: String, replacement: String, said: String) throws {
    try withTemporaryFolder { folder in
      let project = try ScratchProject(in: folder)
      try project.branch("wrong") { try project.replace(text, with: replacement, in: "w/workflow.yaml") }
      let job = try #require(try mergeRequest(project, of: "wrong").jobs["tntc:check"])
      #expect(job.status == "failure")
      #expect(job.log.contains(said))
      #expect(job.artifacts["tntc-diff.html"] != nil)
    }
  }

  @Test(.needs(.python, .tntc, .git))
  func `the result of merging is checked, not the branch`() throws {
    try withTemporaryFolder { folder in
      let project = try ScratchProject(in: folder)
      try project.branchWithSecondWorkflow("second")
      #expect(try mergeRequest(project, of: "second").jobs["tntc:check"]?.status == "success")
      try project.releaseEngine()
      let job = try #require(try mergeRequest(project, of: "second").jobs["tntc:check"])
      #expect(job.status == "failure")
      #expect(job.log.contains("v: 1.0"))
    }
  }

  @Test(.needs(.python, .tntc, .git))
  func `source alone is previewed, and rendered by CI on main`() throws {
    try withTemporaryFolder { folder in
      let project = try ScratchProject(in: folder)
      try project.branchWithSourceAlone("source")
      let preview = try mergeRequest(project, "gitlab-ci-render.yml", of: "source")
      #expect(preview.jobs.mapValues(\.status) == ["tntc:preview": "success"], "\(preview)")
      #expect(project.said("comment")?.contains("1.1") == true)
      try project.git("merge", "--quiet", "source")
      try project.git("push", "--quiet", "origin", "main")
      let source = try project.git("rev-parse", "HEAD")
      let run = try push(project)
      #expect(run.jobs.mapValues(\.status) == ["tntc:commit": "success"], "\(run)")
      try project.git("pull", "--quiet", "--ff-only", "origin", "main")
      #expect(try project.git("log", "-1", "--format=%(trailers:key=Tntc-Source-Commit,valueonly)") == source)
      try project.tntc("render", "--check")
      #expect(try push(project).jobs["tntc:commit"]?.log.contains("up to date") == true)
    }
  }
}
