import Diagnostics
import Files
import Releases
import Tree

/// Notices for files that a check cannot see, as a sparse checkout leaves them out; each is reported once.
struct UncheckedFiles {
  private var known: [String: SparseTree] = [:]
  private var told: Set<String> = []

  /// Git is asked once for each tree.
  mutating func sparse(_ tree: String) -> SparseTree {
    if let sparse = known[tree] { return sparse }
    let sparse = SparseTree(tree)
    known[tree] = sparse
    return sparse
  }

  /// A tree of which nothing is there.
  mutating func whole(_ tree: String) -> [Finding] {
    let sparse = sparse(tree)
    return sparse.isWhole || Disk.isFolder(tree) ? [] : notice(tree, sparse.adding())
  }

  /// The record of removed workflows, and the locks of workflows.
  mutating func parts(of tree: String, _ workflows: [String]) -> [Finding] {
    let sparse = sparse(tree)
    let files =
      [RemovedWorkflows.file].filter(sparse.lacks)
      + workflows.filter { sparse.lacks(Path.join($0, Release.lockFile)) }
    return files.flatMap { notice(Path.join(tree, $0), sparse.adding([$0])) }
  }

  /// The missing files of other environments with whose numbers those of these workflows are compared.
  mutating func numbers(in trees: [String], of workflows: [String]) -> [Finding] {
    trees.flatMap { tree in
      Disk.isFolder(tree) ? parts(of: tree, workflows) : whole(tree)
    }
  }

  private mutating func notice(_ path: String, _ wayOut: String) -> [Finding] {
    guard told.insert(path).inserted else { return [] }
    let message = "is left out of this sparse checkout, so it was not checked; \(wayOut)"
    return [Finding(.notice, path: path, message: message)]
  }
}
