import Files
import Releases

/// Finds the git repositories that paths lie in, by looking for `.git` upward; git itself is not run.
struct Repositories: Sendable {
  private var known: [String: String?] = [:]

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
