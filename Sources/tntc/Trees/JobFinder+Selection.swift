import Diagnostics
import Files
import Tree
import WorkflowModel

/// Workflows of one tree that a command works on.
struct SelectedTree {
  let environment: String?
  let tree: String
  /// Each once.
  let names: [String]
}

extension JobFinder {
  /// The workflows that a selection means, by their trees.
  ///
  /// - Parameters:
  ///   - environment: nil for the only one there is, or for all where `spans`.
  ///   - option: the one that names the environment.
  ///   - alternative: how else this command is reported for environments, for people.
  ///   - spans: whether workflows that nobody named are meant in every environment.
  ///   - hint: what helps to choose an environment for the one workflow that is named, for people.
  /// - Throws: `InvalidInput` with every name that is none, and when nothing is left.
  func selected(
    _ selection: WorkflowSelection, environment: String?, from option: String = "--env",
    or alternative: String? = nil, spans: Bool = false, hint: () throws -> String? = { nil }
  ) throws -> [SelectedTree] {
    if !selection.isOpen {
      return try named(selection.names) { name in
        try tree(holding: name, environment: environment, from: option, or: alternative) {
          try selection.single == nil ? nil : hint()
        }
      }
      .map { SelectedTree(environment: environment, tree: $0.tree, names: $0.names) }
    }
    let asked = selection.all ? "--all" : "--group"
    if !spans { try requireOneEnvironment(environment, for: asked, from: option, or: alternative) }
    let found = try trees(environment: environment).map { environment, tree in
      SelectedTree(environment: environment, tree: tree, names: try TreeIndex.workflows(of: tree))
    }
    if selection.all { try refuseSparse(try configuredTrees(environment: environment).map(\.tree)) }
    let selected = try selection.all ? found : members(of: selection.groups, in: found)
    guard selected.contains(where: { !$0.names.isEmpty }) else {
      throw InvalidInput(
        path: asked, "there is no workflow in \(found.map(\.tree).joined(separator: ", "))")
    }
    return selected.filter { !$0.names.isEmpty }
  }

  /// All is all: what a sparse checkout leaves out is not passed over.
  private func refuseSparse(_ trees: [String]) throws(InvalidInput) {
    var findings: [Finding] = []
    for tree in trees {
      let sparse = SparseTree(tree)
      let missing = sparse.missing(of: Set(sparse.workflows))
      if !missing.isEmpty { findings.append(Finding(path: tree, message: sparse.problem(missing))) }
    }
    if !findings.isEmpty { throw InvalidInput(findings) }
  }

  /// The trees of workflows, in the order in which they are named.
  private func named(
    _ names: [String], _ find: (String) throws -> String
  ) throws -> [(tree: String, names: [String])] {
    var grouped: [(tree: String, names: [String])] = []
    var problems: [Finding] = []
    var seen: Set<String> = []
    for name in names where seen.insert(name).inserted {
      do {
        let tree = try find(name)
        if let group = grouped.firstIndex(where: { $0.tree == tree }) {
          grouped[group].names.append(name)
        } else {
          grouped.append((tree, [name]))
        }
      } catch let failure as InvalidInput {
        problems += failure.findings
      }
    }
    if !problems.isEmpty { throw InvalidInput(problems) }
    return grouped
  }

  private func members(of groups: [String], in trees: [SelectedTree]) throws -> [SelectedTree] {
    let finder = WorkflowGroups(configuration)
    let asked = Set(groups)
    var known: Set<String> = []
    var selected: [SelectedTree] = []
    for part in trees {
      let base = part.environment == nil ? part.tree : Path.parent(part.tree)
      let groups = try finder.groups(of: part.names, in: part.tree, base: base)
      for group in groups { known.formUnion(group) }
      let names = zip(part.names, groups).filter { !$1.isDisjoint(with: asked) }.map(\.0)
      selected.append(SelectedTree(environment: part.environment, tree: part.tree, names: names))
    }
    try WorkflowGroups.refuseUnknown(groups, known: known)
    return selected
  }
}
