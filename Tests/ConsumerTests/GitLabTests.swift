import Foundation
import TestSupport
import Testing

/// The examples for GitLab, their scripts run as they are in a repository with a bare remote.
struct GitLabTests {
  private static let check = "gitlab-ci.yml"
  private static let render = "gitlab-ci-render.yml"
  private static let proposing = "gitlab-ci-propose.yml"

  private struct Run: Decodable {
    struct Job: Decodable {
      let status: String
      let log: String
      let artifacts: [String: String]
    }

    let jobs: [String: Job]
  }

  private struct Note: Codable, Equatable {
    struct Author: Codable, Equatable {
      let id: Int
    }

    let id: Int
    let author: Author
    let body: String
  }

  /// - Parameter token: of the notes; nil where the project has none, as a fork.
  private func mergeRequest(
    _ project: ScratchProject, _ example: String = check, of branch: String, token: String? = "t0ken"
  ) throws -> Run {
    let variables = [
      "CI_PIPELINE_SOURCE": "merge_request_event", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
      "CI_API_V4_URL": "https://gitlab.example.com/api/v4", "CI_PROJECT_ID": "12",
      "CI_MERGE_REQUEST_IID": "7",
    ]
    let scoped = token.map { ["tntc-note": ["TNTC_COMMENT_TOKEN": $0]] } ?? [:]
    return try project.run(
      "gitlab", example, ["variables": variables, "scoped": scoped, "ref": "refs/heads/\(branch)"])
  }

  private func push(_ project: ScratchProject, _ example: String) throws -> Run {
    let variables = [
      "CI_PIPELINE_SOURCE": "push", "CI_COMMIT_BRANCH": "main", "CI_DEFAULT_BRANCH": "main",
      "TNTC_PUSH_TOKEN": "push",
    ]
    return try project.run("gitlab", example, ["variables": variables, "ref": "refs/heads/main"])
  }

  @Test(.needs(.python, .tntc, .engine, .deno, .git))
  func `a good change passes, is told in one note, and has a page`() throws {
    try withTemporaryFolder { folder in
      let project = try ScratchProject(in: folder)
      // More notes of others than a page has, one of which copied the marker.
      let others = ["<!-- tntc diff -->", "nice", "no", "yes"].enumerated().map {
        Note(id: $0 + 1, author: .init(id: 1), body: $1)
      }
      try project.keep(others, as: "notes.json")
      try project.branchWithNewVersion("change")
      let run = try mergeRequest(project, of: "change")
      let job = try #require(run.jobs["tntc:check"])
      #expect(job.status == "success", "\(job.log)")
      #expect(job.artifacts["tntc-diff.html"]?.contains("// more") == true)
      #expect(job.log.contains("1 passed, 0 failed"))
      #expect(run.jobs["tntc:note"]?.status == "success", "\(run.jobs["tntc:note"]?.log ?? "")")
      let first: [Note] = try project.kept("notes.json")
      #expect(first.dropLast() == others[...])
      #expect(first.last?.body.hasPrefix("<!-- tntc diff -->\n") == true)
      #expect(first.last?.body.contains("// more") == true)

      try project.git("checkout", "--quiet", "change")
      try project.append("// and more\n", to: "w/nodes/a.ts")
      try project.tntc("render", "--bump", "minor")
      try project.commit("Again")
      try project.git("push", "--quiet", "origin", "change")
      #expect(try mergeRequest(project, of: "change").jobs["tntc:note"]?.status == "success")
      let second: [Note] = try project.kept("notes.json")
      #expect(second.map(\.id) == first.map(\.id))
      #expect(second.last?.body.contains("// and more") == true)
      let telling = project.calls.filter { $0.contains("t0ken") }
      #expect(telling == [])
    }
  }

  @Test(.needs(.python, .tntc, .engine, .deno, .git), arguments: ["no change", "no token"])
  func `there is no first note without a change, and none without a token`(lacks: String) throws {
    try withTemporaryFolder { folder in
      let project = try ScratchProject(in: folder)
      if lacks == "no token" {
        try project.branchWithNewVersion("change")
      } else {
        try project.branch("change") { try project.write("notes\n", to: "NOTES") }
      }
      let run = try mergeRequest(project, of: "change", token: lacks == "no token" ? nil : "t0ken")
      #expect(run.jobs.mapValues(\.status) == ["tntc:check": "success", "tntc:note": "success"], "\(run)")
      let notes: [Note] = try project.kept("notes.json")
      #expect(notes == [])
    }
  }

  /// A file, what is written to it, and what the job says then.
  @Test(
    .needs(.python, .tntc, .engine, .deno, .git),
    arguments: [
      ("w/workflow.yaml", "name: w\nversion: \"1.0\"\ntriggers: [{type: cron}]\n", "workflow.yaml:3:"),
      ("w/nodes/b.ts", "export const more = 1;\n", "1 stale; render and commit the result"),
      ("w/tests/fixtures/a.json", "{\"input\": {}, \"expected\": {\"a\": 1}}\n", "0 passed, 1 failed"),
      (".tentacular/base-image.txt", "registry.example/engine:1.0\n", "has no digest"),
    ])
  func `what is invalid, stale, wrong or not pinned fails, and is told`(
    file: String, text: String, said: String
  ) throws {
    try withTemporaryFolder { folder in
      let project = try ScratchProject(in: folder)
      try project.branch("wrong") {
        try project.write(text, to: file)
        if file == "w/nodes/b.ts" { try project.raiseVersion() }
      }
      let run = try mergeRequest(project, of: "wrong")
      let job = try #require(run.jobs["tntc:check"])
      #expect(job.status == "failure")
      #expect(job.log.contains(said), "\(job.log)")
      #expect(job.artifacts["tntc-diff.html"] != nil)
      #expect(run.jobs["tntc:note"]?.status == "success")
    }
  }

  @Test(.needs(.python, .tntc, .engine, .deno, .git))
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

  @Test(.needs(.python, .tntc, .engine, .deno, .git))
  func `source alone is previewed, and rendered by CI on main`() throws {
    try withTemporaryFolder { folder in
      let project = try ScratchProject(in: folder)
      try project.branchWithSourceAlone("source")
      let preview = try mergeRequest(project, Self.render, of: "source")
      #expect(
        preview.jobs.mapValues(\.status) == ["tntc:preview": "success", "tntc:note": "success"],
        "\(preview)")
      let notes: [Note] = try project.kept("notes.json")
      #expect(notes.first?.body.contains("1.1") == true)
      let source = try merge("source", into: project)
      let run = try push(project, Self.render)
      #expect(run.jobs.mapValues(\.status) == ["tntc:commit": "success"], "\(run)")
      try project.git("pull", "--quiet", "--ff-only", "origin", "main")
      #expect(try project.git("log", "-1", "--format=%(trailers:key=Tntc-Source-Commit,valueonly)") == source)
      try project.tntc("render", "--check")
      let again = try push(project, Self.render)
      #expect(again.jobs["tntc:commit"]?.log.contains("up to date") == true)
    }
  }

  @Test(.needs(.python, .tntc, .engine, .deno, .git))
  func `or it becomes a merge request, which the next push brings up to date`() throws {
    try withTemporaryFolder { folder in
      let project = try ScratchProject(in: folder)
      try project.git("-C", project.remote.path, "config", "receive.advertisePushOptions", "true")
      let options = project.hosting.appending(path: "options").path
      let hook = try project.remote.write(
        Array("#!/bin/sh\nenv | grep ^GIT_PUSH_OPTION_ | sort > '\(options)'\n".utf8),
        to: "hooks/post-receive")
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: hook.path)
      try project.branchWithSourceAlone("source")
      let source = try merge("source", into: project)
      let run = try push(project, Self.proposing)
      #expect(run.jobs.mapValues(\.status) == ["tntc:propose": "success"], "\(run)")
      let said = try String(contentsOfFile: options, encoding: .utf8)
      for option in [
        "merge_request.create", "merge_request.target=main", "merge_request.title=Render workflows",
      ] {
        #expect(said.contains("=\(option)\n"))
      }
      #expect(try project.published == source)
      try project.git("fetch", "--quiet", "origin")
      #expect(try project.git("rev-parse", "origin/tntc/render^") == source)

      try project.write("notes\n", to: "NOTES")
      try project.commit("Notes")
      try project.git("push", "--quiet", "origin", "main")
      #expect(try push(project, Self.proposing).jobs["tntc:propose"]?.status == "success")
      try project.git("fetch", "--quiet", "origin")
      #expect(try project.git("rev-parse", "origin/tntc/render^") == project.published)
    }
  }

  /// Merges a branch and pushes `main`; gives the commit.
  private func merge(_ branch: String, into project: ScratchProject) throws -> String {
    try project.git("merge", "--quiet", branch)
    try project.git("push", "--quiet", "origin", "main")
    return try project.git("rev-parse", "HEAD")
  }
}
