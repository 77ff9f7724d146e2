import Files
import Git
import Releases
import Tree

/// What is at a path of a compared workflow's folder. The same on both sides has the same id.
enum ComparedEntry: Hashable, Sendable {
  case file(String)
  /// A symbolic link, by the id that its target has as the content of a file.
  case link(String)
  /// Another repository, by its commit and, when it holds something else than that, a digest.
  case repository(String)

  /// What of it git holds as an object.
  var object: String? {
    switch self {
    case .file(let id), .link(let id): id
    case .repository: nil
    }
  }
}

/// A folder of a compared tree as it is on disk.
struct ComparedFolder {
  let path: String
  let format: ObjectFormat

  /// What is in a workflow's folder, listed in the lock or not: kustomization.yaml may refer to any of it.
  func workflow() throws -> [String: ComparedEntry] {
    let lock = try Disk.read(Path.join(path, Release.lockFile))
    let release = try RetainedWorkflow(path: path, files: [Release.lockFile: lock]).release
    var entries = try all()
    for file in release.ownedFiles {
      if case .file? = entries[file] { continue }
      entries[file] = try self.file(file)
    }
    return entries
  }

  /// Nil when nothing is there.
  func entry(_ name: String) throws(FileError) -> ComparedEntry? {
    let path = Path.join(path, name)
    let isLink = try Disk.kind(of: path) == .symbolicLink
    return isLink ? .link(format.id(try Disk.linkTarget(path))) : try file(name)
  }

  private func file(_ name: String) throws(FileError) -> ComparedEntry? {
    do {
      return .file(try format.id(of: RegularFile(Path.join(path, name))))
    } catch {
      if error.isMissing { return nil }
      throw error
    }
  }

  /// By their paths; what is neither file, link nor folder is left out.
  private func all() throws(FileError) -> [String: ComparedEntry] {
    var entries: [String: ComparedEntry] = [:]
    for item in try Disk.entries(of: path) where item.name != ".git" {
      let inner = ComparedFolder(path: Path.join(path, item.name), format: format)
      switch item.kind {
      case .regular, .symbolicLink: entries[item.name] = try entry(item.name)
      case .folder:
        if let repository = try inner.repository() {
          entries[item.name] = repository
        } else {
          for (name, entry) in try inner.all() { entries["\(item.name)/\(name)"] = entry }
        }
      default: break
      }
    }
    return entries
  }

  /// The folder as git takes it when it is a repository of its own; nil when it is none with a commit.
  private func repository() throws(FileError) -> ComparedEntry? {
    guard Disk.exists(Path.join(path, ".git")), let repository = try? GitRepository(holding: path),
      let commit = try? repository.commit("HEAD"), let tree = try? repository.tree(of: path, at: commit)
    else { return nil }
    // It names its objects in its own way.
    let content = try ComparedFolder(path: path, format: ObjectFormat(of: commit)).all()
    if ComparedTree.entries(tree) == content { return .repository(commit) }
    let lines = content.map { "\($0.key)\0\($0.value)\0" }.sorted()
    return .repository("\(commit), edited (\(format.id(Array(lines.joined().utf8))))")
  }
}
