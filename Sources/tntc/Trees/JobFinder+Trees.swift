import Bytes
import Comparison
import Diagnostics
import Files
import Releases
import Settings
import Tree
import WorkflowModel
import YAML

extension JobFinder {
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

  /// The same as a reviewer reads them: environments with `release: manual` first, as production is one of these.
  func reviewedTrees(environment name: String?) throws -> [(environment: String?, tree: String)] {
    func isManual(_ name: String?) -> Bool {
      configuration.environments.contains { environment in
        (name?.hasSameBytes(as: environment.name) ?? false) && configuration.isManual(environment)
      }
    }
    let trees = try configuredTrees(environment: name)
    return trees.filter { isManual($0.environment) } + trees.filter { !isManual($0.environment) }
  }

  /// What two sides of a comparison are to each other: two folders can be the trees of two environments.
  func relation(of sides: ComparedSides) throws -> Relation {
    guard case .folder(let from) = sides.from, case .folder(let to) = sides.to else { return .change }
    let trees = try configuredTrees(environment: nil)
    func environment(_ folder: String) -> String? {
      trees.first { Self.place(of: $0.tree).hasSameBytes(as: Self.place(of: folder)) }?.environment
    }
    guard let first = environment(from), let second = environment(to), !first.hasSameBytes(as: second) else {
      return .change
    }
    return .environments(from: first, to: second)
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
      throw InvalidInput(path: base, "there is no tree here; `tntc render` makes one, `--tree` names another")
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
  ///   - alternative: how else this command is reported for environments, for people.
  ///   - hint: what helps to choose one, for people; asked for only when there are several.
  func tree(
    holding workflow: String, environment name: String?, from option: String = "--env",
    or alternative: String? = nil, hint: () throws -> String? = { nil }
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
          + (alternative.map { ", or \($0)" } ?? "") + (try hint().map { "; \($0)" } ?? ""))
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
        "no tree has this workflow; looked in \(bases.joined(separator: ", "))")
    }
    if trees.count > 1 {
      throw InvalidInput(
        path: workflow,
        "several trees have a workflow of this name: \(trees.joined(separator: ", ")); name one with `--tree`"
      )
    }
    return found
  }

  /// The work on a fix: one folder, whose workflow one environment has.
  func fixJob(paths: [String], environment name: String?) throws -> TreeJob {
    let found = paths.isEmpty ? [] : try directories(paths).flatMap(\.directories)
    guard let directory = found.first, found.count == 1 else {
      throw InvalidInput(
        path: "--line", "expected one folder with the source of the fix, as `tntc hotfix` writes it")
    }
    let workflow = try WorkflowInput.read(directory).workflow.name
    let tree = try tree(holding: workflow, environment: name)
    let environment = try environments(name).first ?? nil
    return TreeJob(
      tree: tree, environment: environment?.name, scopes: configuration.scopes(environment),
      siblings: environment == nil ? [] : siblings(of: tree).filter { $0 != tree }, directories: [directory])
  }

  /// A folder for what is worked on apart: where workflows or trees are looked for, it would be taken for one of them.
  func refuseAmongWorkflows(_ folder: String) throws(InvalidInput) {
    let place = Self.place(of: folder)
    let roots = configuration.roots.map(\.path)
    for root in (roots.isEmpty ? ["."] : roots) + bases {
      let around = Self.place(of: root)
      guard place == around || place.hasPrefix(around == "/" ? around : "\(around)/") else { continue }
      throw InvalidInput(
        path: folder,
        "is in `\(root)`, where tntc looks for workflows and trees, and would become one of them; name a folder "
          + "outside, like `\(ShellWord.path(Path.join("..", Path.lastComponent(folder))))`")
    }
  }

  /// Which versions of a workflow are bad in the other environments; a lock that cannot be read says nothing.
  func badMarks(of workflow: String, beside tree: String) throws -> [BadMark] {
    var options = RenderOptions()
    options.siblings = siblings(of: tree).filter { $0 != tree }
    options.place = place(environment: nil)
    var planner = Planner(tree: tree, options: options)
    return try planner.marks(of: workflow, isLenient: true).marks
  }

  /// The settings for a tree that is changed without the source of its workflows.
  ///
  /// - Parameters:
  ///   - environment: nil for the only one there is, or none.
  ///   - tree: the one that is changed, where others are asked which versions are bad.
  ///   - consent: what a person agreed to.
  func options(
    environment name: String?, from option: String = "--env", of tree: String? = nil,
    _ consent: Consent = Consent()
  ) throws -> RenderOptions {
    var options = RenderOptions()
    let environments = try environments(name, from: option)
    let environment = environments.count == 1 ? environments[0] : nil
    options.configured = configuration.scopes(environment)
    options.environment = environment?.name
    options.place = place(environment: environment?.name)
    if let tree, environment != nil { options.siblings = siblings(of: tree).filter { $0 != tree } }
    (options.acceptsBad, options.unpin) = (consent.acceptsBad, consent.unpins)
    return options
  }

  /// The options that lead to a tree, for the commands that a message names.
  func place(environment: String?) -> String {
    (environment.map { " --env \($0)" } ?? "") + (tree.map { " --tree \(ShellWord.path($0))" } ?? "")
  }
}
