import Files
import Releases
import WorkflowModel

/// Where a workflow directory lies, seen from the repository that it shares with the tree.
struct SourceLocator: Sendable {
  let treeResolved: String?
  private var repositories = Repositories()
  private var images = BaseImages()
  private var folders = ResolvedFolders()

  init(tree: String) { treeResolved = Path.resolvedAllowingMissing(tree) }

  /// The directory relative to the root of the repository, when the tree is in the same one.
  mutating func source(of directory: String) -> String? {
    guard let resolved = folders.resolved(directory), let root = repositories.root(of: resolved),
      let treeResolved, repositories.root(of: treeResolved) == root
    else { return nil }
    return Path.relative(resolved, from: root)
  }

  /// Where a recorded source folder is, whether it is there now or not; nil outside of a repository.
  mutating func place(of source: String) -> String? {
    guard let treeResolved, let root = repositories.root(of: treeResolved) else { return nil }
    return source == "." ? root : Path.join(root, source)
  }

  /// A recorded source folder, where it is one now.
  mutating func directory(of source: String) -> String? {
    guard let directory = place(of: source) else { return nil }
    return Disk.exists(Path.join(directory, WorkflowSource.workflowFile)) ? directory : nil
  }

  /// Whether a recorded source folder is still a workflow directory; nil when that cannot be known.
  mutating func exists(_ source: String) -> Bool? {
    place(of: source) == nil ? nil : directory(of: source) != nil
  }

  /// The base image, looked up to the root of the repository; outside of one, in the directory alone.
  mutating func baseImage(of directory: String) throws(FileError) -> BaseImage? {
    guard let resolved = folders.resolved(directory) else { return nil }
    return try images.find(from: resolved, boundary: repositories.root(of: resolved) ?? resolved)
  }
}
