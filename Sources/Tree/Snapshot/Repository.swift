import Files
import Releases
import YAML

/// Finds the git repositories that paths lie in, by looking for `.git` upward; git itself is not run.
package struct Repositories: Sendable {
  private var known: [String: String?] = [:]
  private var folders = ResolvedFolders()
  /// What was asked for last: a tree holds many workflows.
  private var last: (folder: String, resolved: String?)?

  package init() {}

  /// The root of the repository that holds a folder, which need not be there, and the path of the folder in it; nil
  /// outside of any.
  package mutating func place(of folder: String) -> (root: String, path: String)? {
    if last?.folder.hasSameBytes(as: folder) != true {
      last = (folder, folders.resolved(folder) ?? Path.resolvedAllowingMissing(folder))
    }
    guard let resolved = last?.resolved, let root = root(of: resolved) else { return nil }
    return (root, Path.relative(resolved, from: root))
  }

  /// The root of the repository that holds `path`, a resolved path; nil outside of any.
  mutating func root(of path: String) -> String? {
    if let root = known[path] { return root }
    let root: String? =
      if Disk.exists(Path.join(path, ".git")) { path } else if path == "/" || path.isEmpty { nil } else {
        self.root(of: Path.parent(path))
      }
    known[path] = root
    return root
  }
}
