import Files
import Git
import Processes
import Releases
import Tree
import WorkflowModel

/// The commit that gave a version its content, or why that is not known.
struct SourceCommit {
  let id: String?
  /// The state of the workflow in that commit, with the image that it had then; nil where its lock cannot be read.
  let release: Release?
  let problem: String?

  init(of version: VersionNumber, _ workflow: RetainedWorkflow) {
    do {
      (id, release) = try Self.find(version, in: workflow)
      problem = nil
    } catch let failure as Unknown {
      (id, release, problem) = (nil, nil, failure.reason)
    } catch let failure as Program.Failure {
      (id, release, problem) = (nil, nil, failure.message)
    } catch {
      (id, release, problem) = (nil, nil, "\(error)")
    }
  }

  private struct Unknown: Error {
    let reason: String
  }

  private static func find(_ version: VersionNumber, in workflow: RetainedWorkflow) throws -> (
    String, Release?
  ) {
    guard let repository = try GitRepository(holding: workflow.path) else {
      throw Unknown(reason: "the tree is in no git repository")
    }
    switch try VersionCommits(workflow, in: repository)?.answer(version) {
    case .commit(let commit)?:
      let lock = try repository.bytes(of: Path.join(workflow.path, Release.lockFile), at: commit.id)
      return (commit.id, lock.flatMap { try? LockFile.decode($0, of: workflow.release.workflow) })
    case .beforeHistory?: throw Unknown(reason: GitRepository.deepening)
    case .otherwise?: throw Unknown(reason: "the committed version differs from the one here")
    case .notCommitted?, nil: throw Unknown(reason: "the version is not committed yet")
    }
  }
}
