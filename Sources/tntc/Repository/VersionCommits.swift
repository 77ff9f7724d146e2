import Files
import Git
import Processes
import Releases
import Rendering
import Tree
import WorkflowModel

/// The commits in which the versions of a workflow became what they are.
struct VersionCommits {
  /// What the history says of a version.
  enum Answer: Equatable {
    case commit(Commit)
    /// The history here begins later.
    case beforeHistory
    case notCommitted
    /// The commits have its file with other content than it has here.
    case otherwise
  }

  private let origins: [String: FileOrigin]
  private let contents: [String: [UInt8]]
  private let workflow: RetainedWorkflow

  /// Nil when the branch has no commit yet.
  init?(_ workflow: RetainedWorkflow, in repository: GitRepository) throws(Program.Failure) {
    guard let origins = try repository.origins(below: workflow.path) else { return nil }
    let files = Set(workflow.release.versions.map { ReleaseNames.versionFile($0.version) })
    self.origins = origins.filter { files.contains($0.key) }
    contents = try repository.contents(of: Array(Set(self.origins.values.map(\.content))))
    self.workflow = workflow
  }

  func answer(_ version: VersionNumber) throws(FileError) -> Answer {
    let file = ReleaseNames.versionFile(version)
    guard let origin = origins[file] else { return .notCommitted }
    guard try contents[origin.content] == workflow.bytes(of: file) else { return .otherwise }
    switch origin.appearance {
    case .commit(let commit): return .commit(commit)
    case .beforeHistory: return .beforeHistory
    }
  }
}
