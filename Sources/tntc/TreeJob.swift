import Diagnostics
import Files
import Releases
import Settings
import Tree
import WorkflowModel

/// The work on one tree: which workflows, for which environment, with which settings.
struct TreeJob {
  let tree: String
  let environment: String?
  let scopes: [SettingsScope]
  /// The trees of the same workflows for the other environments.
  let siblings: [String]
  let directories: [String]

  /// Whoever calls from a workflow directory rarely wants another tree in it; where the directory is the whole
  /// repository, or has a tree already, that is how it is meant.
  func refuseNewTreeInside(_ workflows: [String]) throws(InvalidInput) {
    guard let resolved = Path.resolvedAllowingMissing(tree), !Disk.exists(tree) else { return }
    for workflow in workflows {
      guard let source = Path.resolved(workflow), resolved.hasPrefix("\(source)/"),
        !Disk.exists(Path.join(source, ".git"))
      else { continue }
      throw InvalidInput(
        path: tree,
        "the tree would lie inside of the workflow directory `\(workflow)`; run it from the folder above, or "
          + "say where with `--tree`, like `--tree ../deploy`")
    }
  }
}

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
  private func environments(
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

  /// The workflow directories that the paths name, or those of the configured folders, by their tree.
  func directories(_ paths: [String]) throws -> [(tree: String, directories: [String])] {
    let roots = configuration.roots.map {
      (path: $0.path, resolved: Path.resolved($0.path) ?? "", tree: $0.tree)
    }
    let named = !paths.isEmpty ? paths : roots.isEmpty ? ["."] : roots.map(\.path)
    var seen: Set<String> = []
    var grouped: [(tree: String, directories: [String])] = []
    var positions: [String: Int] = [:]
    for path in named {
      for directory in try found(in: Path.withoutSlashes(path), named: path) {
        let resolved = Path.resolved(directory) ?? directory
        guard seen.insert(resolved).inserted else { continue }
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
  private func check(_ tree: String, against workflows: Set<String>) throws(InvalidInput) {
    var folder = Path.resolvedAllowingMissing(tree) ?? ""
    while folder != "/", !folder.isEmpty {
      let above = Path.parent(folder)
      if Path.lastComponent(folder) == WorkflowSource.nodesFolder, workflows.contains(above) {
        throw InvalidInput(
          path: tree,
          "the tree would lie among the code of a workflow and become part of its versions; give another `--tree`"
        )
      }
      folder = above
    }
  }

  /// Every tree that the configuration names, with its environment, whether it is there or not.
  func configuredTrees(environment name: String?) throws -> [(environment: String?, tree: String)] {
    var trees: [(environment: String?, tree: String)] = []
    for environment in try environments(name) {
      for base in bases {
        let tree = environment.map { Path.join(base, $0.name) } ?? base
        if !trees.contains(where: { $0.tree == tree }) { trees.append((environment?.name, tree)) }
      }
    }
    return trees
  }

  /// The trees of all environments beside one of them, that one included.
  func siblings(of tree: String) -> [String] {
    configuration.environments.map { Path.join(Path.parent(tree), $0.name) }
  }

  /// Every tree, with its environment; those that are not there yet are left out.
  func trees(environment name: String?) throws -> [(environment: String?, tree: String)] {
    let trees = try configuredTrees(environment: name).filter { Disk.isFolder($0.tree) }
    if trees.isEmpty, let base = bases.first {
      let sparse = SparseTree(base)
      if !sparse.isWhole { throw InvalidInput(path: base, sparse.problem()) }
      throw InvalidInput(path: base, "there is no tree here; `tntc render` makes it, `--tree` names another")
    }
    return trees
  }

  private var bases: [String] {
    let all = tree.map { [$0] } ?? configuration.roots.map(\.tree) + [configuration.tree]
    var seen: Set<String> = []
    return all.filter { seen.insert(Self.place(of: $0)).inserted }
  }

  /// The tree of an environment that holds a workflow.
  ///
  /// - Parameters:
  ///   - environment: nil for the only tree there is.
  ///   - option: the one that names the environment.
  ///   - alternative: how else this command is told of environments, for people.
  func tree(
    holding workflow: String, environment name: String?, from option: String = "--env",
    or alternative: String? = nil
  ) throws -> String {
    guard !workflow.isEmpty, !workflow.contains("/"), !workflow.hasPrefix(".") else {
      throw InvalidInput(
        path: workflow, "is not the name of a workflow; `tntc list` lists those of the tree")
    }
    let environments = try environments(name, from: option)
    guard let environment = environments.first, environments.count == 1 else {
      let names = environments.compactMap { $0?.name }
      let listed = names.dropLast().joined(separator: ", ") + " and \(names.last ?? "")"
      throw InvalidInput(
        path: workflow,
        "there are several environments, \(listed); name one with `\(option)`"
          + (alternative.map { ", or \($0)" } ?? ""))
    }
    var trees: [String] = []
    for base in bases {
      let tree = environment.map { Path.join(base, $0.name) } ?? base
      if !trees.contains(tree), Disk.exists(Path.join(Path.join(tree, workflow), Release.lockFile)) {
        trees.append(tree)
      }
    }
    guard let found = trees.first else {
      for base in bases {
        let sparse = SparseTree(environment.map { Path.join(base, $0.name) } ?? base)
        if sparse.lacks(Path.join(workflow, Release.lockFile)) {
          throw InvalidInput(path: Path.join(sparse.tree, workflow), sparse.problem([workflow]))
        }
      }
      throw InvalidInput(
        path: workflow,
        "no tree holds this workflow; looked in \(bases.joined(separator: ", "))")
    }
    if trees.count > 1 {
      throw InvalidInput(
        path: workflow,
        "several trees hold a workflow of this name: \(trees.joined(separator: ", ")); name one with `--tree`"
      )
    }
    return found
  }

  /// The settings for a tree that is changed without the source of its workflows.
  ///
  /// - Parameter environment: nil for the only one there is, or none.
  func options(environment name: String?, from option: String = "--env") throws -> RenderOptions {
    var options = RenderOptions()
    let environments = try environments(name, from: option)
    let environment = environments.count == 1 ? environments[0] : nil
    options.configured = configuration.scopes(environment)
    options.environment = environment?.name
    options.place = place(environment: environment?.name)
    return options
  }

  /// The options that lead to a tree, for the commands that a message names.
  func place(environment: String?) -> String {
    let isPlain = { (text: String) in
      text.utf8.allSatisfy {
        (48...57).contains($0) || (65...90).contains($0 & 0xDF) || "-_./".utf8.contains($0)
      }
    }
    let quoted = tree.map { isPlain($0) ? $0 : "'\($0)'" }
    return (environment.map { " --env \($0)" } ?? "") + (quoted.map { " --tree \($0)" } ?? "")
  }

  private func found(in path: String, named: String) throws -> [String] {
    let trees = [tree].compactMap(\.self) + configuration.roots.map(\.tree) + [configuration.tree]
    guard Disk.isFolder(path) else { throw InvalidInput(path: named, "there is no such folder") }
    let found = try WorkflowFinder.directories(in: path, excluding: trees.compactMap(Path.resolved))
    guard !found.isEmpty else {
      throw InvalidInput(
        path: named,
        "holds no workflow: there is no `workflow.yaml` in it or below; `tntc init NAME` makes one")
    }
    return found
  }
}
