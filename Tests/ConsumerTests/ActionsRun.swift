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

extension ScratchProject {
  /// - Parameter repository: where the branch of the pull request is.
  func pullRequest(
    _ example: String, of branch: String, from repository: String = "team/workflows"
  ) throws -> ActionsRun {
    try proposeMerge(of: branch)
    let request: [String: Any] = ["number": 7, "head": ["repo": ["full_name": repository]]]
    return try run(
      "github", example,
      ["event": "pull_request", "payload": ["pull_request": request], "ref": "refs/pull/7/merge"])
  }

  func push(_ example: String, to branch: String = "main") throws -> ActionsRun {
    try run("github", example, ["event": "push", "payload": [:], "ref": "refs/heads/\(branch)"])
  }
}
