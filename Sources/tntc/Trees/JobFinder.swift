import Diagnostics
import Files
import Settings
import Tree
import WorkflowModel
import YAML

/// Finds out what a call is about, from its arguments and the configuration.
struct JobFinder {
  let configuration: Configuration
  /// `--tree`, over what the configuration says.
  let tree: String?

  /// - Parameter report: gets the warnings of the configuration.
  init(tree: String?, _ report: ([Finding]) -> Void) throws {
    configuration = try ConfigurationFile.find().content(report)
    self.tree = tree.map(Path.withoutSlashes)
  }

  /// One job for each tree, in the order of the environments.
  ///
  /// - Throws: `InvalidInput` when a path holds no workflow, `FileError` when one cannot be read.
  func jobs(paths: [String], environment: String?) throws -> [TreeJob] {
    guard configuration.credentials.isEmpty else { throw InvalidInput(configuration.credentials) }
    return try jobs(try directories(paths), environment: environment)
  }

  /// The same for workflow directories that were found already.
  func jobs(
    _ grouped: [(tree: String, directories: [String])], environment: String?
  ) throws(InvalidInput) -> [TreeJob] {
    let environments = try environments(environment)
    var jobs: [TreeJob] = []
    for (base, directories) in grouped {
      let trees = configuration.environments.map { Path.join(base, $0.name) }
      for environment in environments {
        let tree = environment.map { Path.join(base, $0.name) } ?? base
        jobs.append(
          TreeJob(
            tree: tree, environment: environment?.name, scopes: configuration.scopes(environment),
            siblings: trees.filter { $0 != tree }, directories: directories))
      }
    }
    return jobs
  }

  /// Nil stands for the one tree of a configuration without environments.
  ///
  /// - Parameter option: the one that gave the name, for people.
  func environments(
    _ name: String?, from option: String = "--env"
  ) throws(InvalidInput) -> [Configuration.Environment?] {
    let all = configuration.environments
    guard let name else { return all.isEmpty ? [nil] : all }
    if let found = all.first(where: { $0.name == name }) { return [found] }
    let names = all.map(\.name)
    let hint = Suggestion.nearest(to: name, in: names).map { "; did you mean `\($0)`?" }
    throw InvalidInput(
      path: "\(option) \(name)",
      all.isEmpty
        ? "there are no environments; `environments:` in \(ConfigurationFile.name) names them"
        : "there is no such environment\(hint ?? "; there are \(names.joined(separator: ", "))")")
  }

  /// - Parameters:
  ///   - option: one that must not act on an environment that was not named.
  ///   - naming: the option that names the environment.
  ///   - alternative: how else the command is reported for environments, for people.
  func requireOneEnvironment(
    _ name: String?, for option: String, from naming: String = "--env", or alternative: String? = nil
  ) throws(InvalidInput) {
    let environments = try environments(name, from: naming)
    if environments.count == 1 { return }
    let names = environments.compactMap { $0?.name }.joined(separator: ", ")
    throw InvalidInput(
      path: option,
      "there are several environments, \(names); name one with `\(naming)`"
        + (alternative.map { ", or \($0)" } ?? ""))
  }

  /// The workflow directories that the paths name, or those of the configured folders, by their tree.
  func directories(_ paths: [String]) throws -> [(tree: String, directories: [String])] {
    let roots = configuration.roots.map {
      (path: $0.path, resolved: Path.resolved($0.path) ?? "", tree: $0.tree)
    }
    let named = !paths.isEmpty ? paths : roots.isEmpty ? ["."] : roots.map(\.path)
    var seen: Set<ByteKey> = []
    var grouped: [(tree: String, directories: [String])] = []
    var positions: [String: Int] = [:]
    var folders = ResolvedFolders()
    for path in named {
      for directory in try found(in: Path.withoutSlashes(path), named: path) {
        let resolved = folders.resolved(directory) ?? directory
        guard seen.insert(ByteKey(resolved)).inserted else { continue }
        let root = roots.filter { resolved == $0.resolved || resolved.hasPrefix("\($0.resolved)/") }
          .max { $0.resolved.utf8.count < $1.resolved.utf8.count }
        let tree = tree ?? root?.tree ?? configuration.tree
        if let group = positions[Self.place(of: tree)] {
          grouped[group].directories.append(directory)
        } else {
          positions[Self.place(of: tree)] = grouped.count
          grouped.append((tree, [directory]))
        }
      }
    }
    for group in grouped { try check(group.tree, against: seen) }
    return grouped
  }

  /// What is the same for every spelling of a tree's path, whether the tree is there or not.
  static func place(of tree: String) -> String { Path.resolvedAllowingMissing(tree) ?? tree }

  /// - Parameter workflows: resolved paths of all workflow directories.
  private func check(_ tree: String, against workflows: Set<ByteKey>) throws(InvalidInput) {
    var folder = Path.resolvedAllowingMissing(tree) ?? ""
    while folder != "/", !folder.isEmpty {
      let above = Path.parent(folder)
      if Path.lastComponent(folder) == WorkflowSource.nodesFolder, workflows.contains(ByteKey(above)) {
        throw InvalidInput(
          path: tree,
          "the tree would be inside the code of a workflow and become part of its versions; give another `--tree`"
        )
      }
      folder = above
    }
  }

  private func found(in path: String, named: String) throws -> [String] {
    let trees = [tree].compactMap(\.self) + configuration.roots.map(\.tree) + [configuration.tree]
    guard Disk.isFolder(path) else { throw InvalidInput(path: named, "there is no such folder") }
    let found = try WorkflowFinder.directories(in: path, excluding: trees.compactMap(Path.resolved))
    guard !found.isEmpty else {
      throw InvalidInput(
        path: named,
        "has no workflow: there is no `workflow.yaml` in it or below; `tntc init NAME` makes one")
    }
    return found
  }
}
