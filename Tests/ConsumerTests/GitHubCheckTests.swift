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

  @Test(.needs(.python, .tntc, .engine, .deno, .git), arguments: ["team/workflows", "someone/workflows"])
  func `a good change passes, and what it changes is kept, of a fork too`(repository: String) throws {
    try withTemporaryFolder { folder in
      let project = try ScratchProject(in: folder)
      try project.branchWithNewVersion("change")
      let job = try check(project, "change", from: repository)
      #expect(job.failed == [])
      #expect(job.status == "success")
      let kept = try #require(job.artifacts["tntc-diff"])
      let comment = try #require(kept["comment.md"])
      #expect(comment.contains("1.0") && comment.contains("1.1") && comment.contains("// more"))
      #expect(job.summary == comment)
      #expect(kept["changed"] == "true\n")
      let page = try #require(kept["page.html"])
      #expect(page.lowercased().hasPrefix("<!doctype html>") && page.contains("// more"))
      #expect(job.log(of: "Test").contains("1 passed, 0 failed"))
    }
  }

  @Test(.needs(.python, .tntc, .engine, .deno, .git))
  func `a change of other files changes nothing`() throws {
    try withTemporaryFolder { folder in
      let project = try ScratchProject(in: folder)
      try project.branch("notes") { try project.write("notes\n", to: "NOTES") }
      let job = try check(project, "notes")
      #expect(job.status == "success")
      #expect(job.artifacts["tntc-diff"]?["changed"] == "false\n")
    }
  }

  @Test(.needs(.python, .tntc, .engine, .deno, .git))
  func `downloads are fetched once, and checked each time`() throws {
    try withTemporaryFolder { folder in
      let project = try ScratchProject(in: folder)
      try project.branch("notes") { try project.write("notes\n", to: "NOTES") }
      _ = try check(project, "notes")
      #expect(project.downloads == 2)
      _ = try check(project, "notes")
      #expect(project.downloads == 2)
      try project.spoilDownloads()
      #expect(try check(project, "notes").status == "success")
      #expect(project.downloads == 4)
    }
  }

  @Test(.needs(.python, .tntc, .engine, .deno, .git))
  func `another program than the one that is pinned is not run`() throws {
    try withTemporaryFolder { folder in
      let project = try ScratchProject(in: folder)
      try project.branch("pins") {
        let action = ".github/actions/tntc-install/action.yml"
        let text = try String(contentsOf: project.clone.appending(path: action), encoding: .utf8)
        let pin = try #require(text.firstMatch(of: /TNTC_SHA256: "([0-9a-f]{64})"/))
        try project.replace(String(pin.1), with: String(repeating: "0", count: 64), in: action)
      }
      let job = try check(project, "pins")
      #expect(job.failed == ["Install"])
      #expect(job.log(of: "Install").contains("computed checksum did NOT match"))
      #expect(job.outcome(of: "Render") == "skipped")
    }
  }

  @Test(.needs(.python, .tntc, .engine, .deno, .git))
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

  @Test(.needs(.python, .tntc, .engine, .deno, .git))
  func `a fixture that fails is told, and those after it run`() throws {
    try withTemporaryFolder { folder in
      let project = try ScratchProject(in: folder)
      try project.branchWithSecondWorkflow("second") {
        try project.write("{\"input\": {}, \"expected\": {\"a\": 1}}\n", to: "v/tests/fixtures/a.json")
      }
      let job = try check(project, "second")
      #expect(job.failed == ["Test"])
      let log = job.log(of: "Test")
      #expect(log.contains("::group::v\n") && log.contains("0 passed, 1 failed"))
      #expect(log.contains("::group::w\n") && log.contains("1 passed, 0 failed"))
    }
  }

  @Test(.needs(.python, .tntc, .engine, .deno, .git))
  func `an image without a digest fails`() throws {
    try withTemporaryFolder { folder in
      let project = try ScratchProject(in: folder)
      try project.branch("no-digest") {
        try project.write("registry.example/engine:1.0\n", to: ".tentacular/base-image.txt")
        try project.tntc("render")
      }
      #expect(try check(project, "no-digest").failed == ["Render", "Verify"])
    }
  }

  @Test(.needs(.python, .tntc, .engine, .deno, .git))
  func `a stale tree fails`() throws {
    try withTemporaryFolder { folder in
      let project = try ScratchProject(in: folder)
      try project.branchWithSourceAlone("stale")
      let job = try check(project, "stale")
      #expect(job.failed == ["Render"])
      #expect(job.log(of: "Render").contains("::error file=w/workflow.yaml::deploy is stale"))
    }
  }

  @Test(.needs(.python, .tntc, .engine, .deno, .git))
  func `a released version that was made again fails`() throws {
    try withTemporaryFolder { folder in
      let project = try ScratchProject(in: folder)
      try project.branch("amended") {
        try project.append("// other\n", to: "w/nodes/a.ts")
        try project.amend()
      }
      let job = try check(project, "amended")
      #expect(job.failed == ["Verify", "Gate"])
      #expect(job.log(of: "Verify").contains("::error file=deploy/w/versions/1.0.yaml::"))
      // Reviewers are told all the same.
      #expect(job.artifacts["tntc-diff"]?["changed"] == "true\n")
    }
  }

  @Test(.needs(.python, .tntc, .engine, .deno, .git))
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

  @Test(.needs(.python, .tntc, .engine, .deno, .git))
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
          "ref": "refs/heads/\(queue)", "run": 1,
        ])
      #expect(run.jobs["check"]?.failed == ["Verify", "Gate"])
    }
  }
}
