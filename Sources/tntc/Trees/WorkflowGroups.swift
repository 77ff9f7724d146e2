import Diagnostics
import Files
import Git
import Settings
import Tree
import WorkflowModel
import YAML

/// The groups that workflows belong to: the folder of `workflows` in the configuration that holds their source, and
/// `metadata.group`.
struct WorkflowGroups {
  private struct Folder {
    /// As it is written in the configuration.
    let name: String
    let resolved: String
    let tree: String
  }

  private let folders: [Folder]

  init(_ configuration: Configuration) {
    // One that holds all is not a group.
    folders = configuration.roots.filter { $0.name != "." }.map { root in
      Folder(
        name: root.name, resolved: Path.resolvedAllowingMissing(root.path) ?? root.path,
        tree: JobFinder.place(of: root.tree))
    }
  }

  /// The groups of workflows of a tree, in their order.
  ///
  /// - Parameters:
  ///   - base: the folder of the trees of all environments.
  ///   - names: of workflows in `tree`.
  func groups(of names: [String], in tree: String, base: String) throws -> [Set<String>] {
    let repository = GitRepository.root(holding: tree)
    let place = JobFinder.place(of: base)
    let read = TreeIndex.map(tree, names) { name in Result { try WorkflowOrigin(of: name, in: tree) } }
    return try read.map { result in
      let origin = try result.get()
      let directory = origin.source.flatMap { source in repository.map { Path.join($0, source) } }
      return all(of: folder(of: directory, place), origin.group)
    }
  }

  /// The groups of a workflow directory.
  ///
  /// - Parameter group: its `metadata.group`.
  func groups(of directory: String, _ group: String?) -> Set<String> {
    all(of: folder(of: Path.resolvedAllowingMissing(directory), nil), group)
  }

  /// - Parameters:
  ///   - directory: where the source of a workflow is, or was; nil when that is in another repository.
  ///   - tree: the one that the workflow is in, which tells the folder when it is that of one alone.
  private func folder(of directory: String?, _ tree: String?) -> Folder? {
    guard let directory else {
      let own = folders.filter { $0.tree == tree }
      return own.count == 1 ? own.first : nil
    }
    return folders.filter { directory == $0.resolved || directory.hasPrefix("\($0.resolved)/") }
      .max { $0.resolved.utf8.count < $1.resolved.utf8.count }
  }

  private func all(of folder: Folder?, _ group: String?) -> Set<String> {
    var groups = Set([group].compactMap(\.self))
    if let folder {
      groups.insert(folder.name)
      let last = Path.lastComponent(folder.name)
      if folders.count(where: { Path.lastComponent($0.name) == last }) == 1 { groups.insert(last) }
    }
    return groups
  }

  /// - Parameters:
  ///   - groups: those that were asked for.
  ///   - known: those that there are.
  static func refuseUnknown(_ groups: [String], known: Set<String>) throws(InvalidInput) {
    if let unknown = groups.first(where: { !known.contains($0) }) { throw none(unknown, known: known) }
  }

  private static func none(_ group: String, known: Set<String>) -> InvalidInput {
    let names = known.sorted { $0.precedesByBytes($1) }
    let there =
      names.isEmpty
      ? "no workflow here belongs to a group; a group is a folder in `workflows:` of \(ConfigurationFile.name), or "
        + "`metadata.group` of workflow.yaml"
      : "there are \(names.map { "`\($0)`" }.joined(separator: ", "))"
    let hint = Suggestion.nearest(to: group, in: names).map { "did you mean `\($0)`? " } ?? ""
    return InvalidInput(path: "--group \(group)", "no workflow belongs to this group; \(hint)\(there)")
  }
}
