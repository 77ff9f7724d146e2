import Files
import Git
import Processes
import Releases
import Terminal
import Tree
import WorkflowModel

/// In which commits the versions of a workflow stopped being live, as its lock tells in the history of git.
struct LiveHistory {
  /// The latest first.
  private let states: [(commit: Commit, live: VersionNumber?)]

  /// Nil, and said why, when there is no history to show.
  init?(_ workflow: RetainedWorkflow) {
    let lock = Path.join(workflow.path, Release.lockFile)
    do {
      guard let repository = try GitRepository(holding: workflow.path) else { return nil }
      guard let contents = try repository.contents(over: lock) else {
        Console.error("no history is shown: the branch has no commit yet\n")
        return nil
      }
      // A lock that cannot be read does not say what was live.
      states = contents.compactMap { commit, bytes in
        (try? LockFile.decode(bytes, of: workflow.release.workflow)).map { (commit, $0.live) }
      }
    } catch {
      Console.error("no history is shown: \(error.message)\n")
      return nil
    }
  }

  /// Where a version was left last; nil when that is not committed.
  func left(_ version: VersionNumber) -> Appearance? {
    var later: Commit?
    for (commit, live) in states {
      if live == version { return later.map(Appearance.commit) }
      later = commit
    }
    return .beforeHistory
  }
}
