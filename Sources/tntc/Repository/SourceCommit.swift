import Files
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
      id = try Self.find(workflow.path(of: version), in: workflow.path)
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

  private static func find(_ file: String, in folder: String) throws -> String {
    guard let repository = try GitRepository(holding: folder) else {
      throw Unknown(reason: "the tree is in no git repository")
    }
    let commit: String
    switch try repository.lastChange(of: file) {
    case .commit(let id)?: commit = id
    case .beforeHistory?: throw Unknown(reason: GitRepository.deepening)
    case nil: throw Unknown(reason: "the version is not committed yet")
    }
    let name = Path.relative(file, from: folder)
    let id = try repository.tree(of: folder, at: commit).files[name]
    guard let id, try repository.contents(of: [id])[id] == Disk.read(file) else {
      throw Unknown(reason: "the version is not committed as it is here")
    }
    return commit
  }
}
