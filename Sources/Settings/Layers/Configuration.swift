package import Diagnostics
import YAML

/// What `.tentacular/config.yaml` says: where workflows and trees are, and the settings of environments.
///
/// Paths are as seen from the working directory, so that messages name what a user can open.
package struct Configuration: Sendable {
  package static let defaultTree = "deploy"

  /// Folders with workflows, and the tree of each.
  package let roots: [Root]
  package let tree: String
  /// What `tntc gitops flux` printed, where it is committed.
  package let fluxFiles: [String]
  package let defaults: SettingsScope?
  /// In the order of the file; empty when there is one tree for all.
  package let environments: [Environment]

  /// Where the file holds what looks like a credential. It must not come into a tree, and is no reason to keep
  /// anybody from going back to a version.
  package internal(set) var credentials: [Finding] = []

  package struct Root: Sendable {
    /// As the file has it.
    package let name: String
    package let path: String
    package let tree: String
  }

  package struct Environment: Sendable {
    package let name: String
    /// The environment whose settings it has where its own say nothing.
    package let parent: String?
    package let settings: SettingsScope
    /// The cluster that it goes to, by the name of a context of kubectl; nil when it does not say so. That of an
    /// environment that it extends is another one, most likely.
    package let context: String?
  }

  init(
    roots: [Root], tree: String, fluxFiles: [String] = [], defaults: SettingsScope?,
    environments: [Environment]
  ) {
    (self.roots, self.tree, self.fluxFiles) = (roots, tree, fluxFiles)
    (self.defaults, self.environments) = (defaults, environments)
  }

  /// Without a file: the working directory, and one tree.
  package static let none = Configuration(roots: [], tree: defaultTree, defaults: nil, environments: [])

  /// The settings for an environment, or for the one tree, later scopes over earlier ones.
  package func scopes(_ environment: Environment?) -> [SettingsScope] {
    [defaults].compactMap(\.self) + (environment.map(lineage) ?? []).map(\.settings)
  }

  /// An environment after those that it extends. No one extends itself, which was checked where they came in.
  private func lineage(_ environment: Environment) -> [Environment] {
    var line = [environment]
    while let parent = line[0].parent, let next = environments.first(where: { $0.name == parent }),
      !line.contains(where: { $0.name == parent })
    {
      line.insert(next, at: 0)
    }
    return line
  }

  /// Whether versions come into an environment by `tntc promote` alone, as far as it says so for all workflows.
  package func isManual(_ environment: Environment) -> Bool {
    scopes(environment).map(\.common).merged[.release]?.text == ReleaseMode.manual.rawValue
  }

  /// What it says for a workflow in an environment, or in the one tree, later layers over earlier ones.
  ///
  /// - Parameter source: the resolved folder of its source; nil when it is not known.
  package func layers(
    for workflow: String, from source: String?, _ environment: Environment?
  ) -> [SettingsLayer] {
    scopes(environment).layers(for: workflow, from: source)
  }
}
