import Git
import Processes
import Tree
import WorkflowModel

/// The commit in which a version came to be what it is, or why that is not known.
struct SourceCommit {
  let id: String?
  let problem: String?

  init(of version: VersionNumber, _ workflow: RetainedWorkflow) {
    do {
      id = try Self.find(version, in: workflow)
      problem = nil
    } catch let failure as Unknown {
      (id, problem) = (nil, failure.reason)
    } catch let failure as Program.Failure {
      (id, problem) = (nil, failure.message)
    } catch {
      (id, problem) = (nil, "\(error)")
    }
  }

  private struct Unknown: Error {
    let reason: String
  }

  private static func find(_ version: VersionNumber, in workflow: RetainedWorkflow) throws -> String {
    guard let repository = try GitRepository(holding: workflow.path) else {
      throw Unknown(reason: "the tree is in no git repository")
    }
    switch try VersionCommits(workflow, in: repository)?.answer(version) {
    case .commit(let commit)?: return commit.id
    case .beforeHistory?: throw Unknown(reason: GitRepository.deepening)
    case .otherwise?: throw Unknown(reason: "the version is not committed as it is here")
    case .notCommitted?, nil: throw Unknown(reason: "the version is not committed yet")
    }
  }
}
