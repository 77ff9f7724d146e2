import Diagnostics
import Files
import Git
import Processes
import WorkflowSecrets

/// Finds files of secrets that git tracks: every clone has them, and the next push publishes them.
///
/// The index says so, not what lies on the disk: a file that was deleted and is still committed is found, and one that
/// git never heard of is not.
enum TrackedSecrets {
  private static let example = ".example"

  /// - Parameter folders: those that are looked at with all that is below them. Of the folders above, up to the root of
  ///   the repository, it is what lies right in them, as workflows share secrets there.
  static func findings(_ folders: [String]) -> [Finding] {
    var byRoot: [String: [String]] = [:]
    for folder in folders {
      guard let root = GitRepository.root(holding: folder),
        let path = GitRepository.path(of: folder, from: root)
      else { continue }
      byRoot[root, default: []].append(path)
    }
    return byRoot.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.flatMap {
      findings(root: $0.key, folders: $0.value)
    }
  }

  private static func findings(root: String, folders: [String]) -> [Finding] {
    do throws(Program.Failure) {
      guard let files = try GitRepository(holding: root)?.tracked(named: SecretSources.folderName) else {
        return []
      }
      let view = View(from: folders)
      return files.filter { isSecret($0) && view.holds($0) }.map { finding($0, root: root) }
    } catch {
      return [
        Finding(
          .warning, path: shown(root),
          message: "cannot find out whether git tracks secrets: \(error.message)", rule: .credential)
      ]
    }
  }

  /// Whether the file may hold secrets; an example (`*.example`) shows their shape only.
  static func isSecret(_ path: String) -> Bool {
    let names = path.split(separator: "/")
    return !path.hasSuffix(example)
      && names.contains { $0.hasPrefix(SecretSources.folderName) && !$0.hasSuffix(example) }
  }

  /// The folders to look into, and those above them; as fast with thousands of each.
  private struct View {
    private let folders: Set<[Substring]>
    private let parents: Set<[Substring]>

    /// - Parameter folders: as the repository names them.
    init(from folders: [String]) {
      let names = folders.map { $0 == "." ? [] : $0.split(separator: "/") }
      self.folders = Set(names)
      parents = Set(names.flatMap { name in name.indices.map { Array(name.prefix($0)) } })
    }

    func holds(_ file: String) -> Bool {
      let holder = file.split(separator: "/").prefix { !$0.hasPrefix(SecretSources.folderName) }
      return parents.contains(Array(holder))
        || (0...holder.count).contains { folders.contains(Array(holder.prefix($0))) }
    }
  }

  private static func finding(_ file: String, root: String) -> Finding {
    let path = shown(Path.join(root, file))
    let command = "git rm --cached \(ShellWord.path(path))"
    return Finding(
      path: path,
      message:
        "git tracks this file of secrets, so every clone has them; remove it from git with `\(command)`, add `\(SecretSources.folderName)*` to .gitignore, and replace what was pushed already",
      rule: .credential)
  }

  /// As seen from the working directory.
  private static func shown(_ path: String) -> String {
    Path.resolved(".").map { Path.relative(path, from: $0) } ?? path
  }
}
