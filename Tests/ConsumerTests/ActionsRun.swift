import Foundation
import TestSupport

/// What became of a workflow of GitHub Actions.
struct ActionsRun: Decodable {
  struct Job: Decodable {
    struct Step: Decodable {
      let name: String
      let outcome: String
      let log: String
    }

    let status: String
    let steps: [Step]
    /// Files by name, by the name of their artefact.
    let artifacts: [String: [String: String]]
    let summary: String

    var failed: [String] { steps.filter { $0.outcome == "failure" }.map(\.name) }
    func outcome(of step: String) -> String? { steps.first { $0.name == step }?.outcome }
    func log(of step: String) -> String { steps.first { $0.name == step }?.log ?? "" }
  }

  /// Whether the event starts the workflow at all.
  let triggered: Bool
  let jobs: [String: Job]
}

/// What GitHub keeps, as far as the stand-in for `gh` knows it.
struct PullRequest: Codable, Equatable {
  struct Head: Codable, Equatable {
    struct Repository: Codable, Equatable {
      let name: String

      enum CodingKeys: String, CodingKey {
        case name = "full_name"
      }
    }

    let ref: String
    var sha: String?
    let repo: Repository
  }

  let number: Int
  var state = "open"
  var base = "main"
  var title: String?
  var body: String?
  let head: Head
}

struct Comment: Codable, Equatable {
  struct User: Codable, Equatable {
    let login: String
  }

  let id: Int
  let issue: Int
  let user: User
  let body: String
}

extension ScratchProject {
  /// The number of every run of a workflow here.
  private static let run = 4711

  /// - Parameter repository: where the branch of the pull request is.
  func pullRequest(
    _ example: String, of branch: String, from repository: String = "team/workflows"
  ) throws -> ActionsRun {
    try proposeMerge(of: branch)
    var head = PullRequest.Head(ref: branch, repo: .init(name: repository))
    head.sha = try git("rev-parse", branch)
    try keep([PullRequest(number: 7, head: head)], as: "pulls.json")
    try? FileManager.default.removeItem(at: hosting.appending(path: "artifacts"))
    let request: [String: Any] = ["number": 7, "head": ["repo": ["full_name": repository]]]
    return try run(
      "github", example,
      [
        "event": "pull_request", "payload": ["pull_request": request], "ref": "refs/pull/7/merge",
        "run": Self.run,
      ])
  }

  /// Runs the workflow that comments, after that of a pull request has ended.
  func comment(on branch: String, from repository: String = "team/workflows") throws -> ActionsRun.Job {
    let origin: [String: Any] = [
      "full_name": repository, "owner": ["login": String(repository.prefix { $0 != "/" })],
    ]
    let ended: [String: Any] = [
      "id": Self.run, "event": "pull_request", "head_branch": branch,
      "head_sha": try git("rev-parse", branch), "head_repository": origin,
      "html_url": "https://github.example.com/team/workflows/actions/runs/\(Self.run)",
    ]
    let run: ActionsRun = try run(
      "github", "github-comment.yml",
      [
        "event": "workflow_run", "payload": ["workflow_run": ended], "ref": "refs/heads/main",
        "run": Self.run + 1,
      ])
    guard let job = run.jobs["comment"] else { throw SampleTree.Failure(description: "no job `comment`") }
    return job
  }

  func push(_ example: String, to branch: String = "main") throws -> ActionsRun {
    try run(
      "github", example,
      ["event": "push", "payload": [:], "ref": "refs/heads/\(branch)", "run": Self.run])
  }

  var comments: [Comment] { get throws { try kept("comments.json") } }
  var pullRequests: [PullRequest] { get throws { try kept("pulls.json") } }
}
