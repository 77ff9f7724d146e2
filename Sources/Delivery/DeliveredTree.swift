import Diagnostics
import WorkflowModel

/// Where a controller finds trees.
package struct GitSource: Hashable, Sendable {
  let address: GitAddress
  let revision: GitRevision

  package init(_ address: GitAddress, _ revision: GitRevision) {
    (self.address, self.revision) = (address, revision)
  }
}

/// What the controller's own object is called, and where it stands.
package struct ControllerObject: Hashable, Sendable {
  let name: String
  let namespace: String

  package init(_ name: String, in namespace: String) {
    (self.name, self.namespace) = (name, namespace)
  }
}

/// A tree as Argo CD or Flux finds it in a repository.
package struct DeliveredTree: Sendable {
  package struct Workflow: Sendable {
    package let name: String
    /// What its kustomization.yaml says.
    package let namespace: String?
    /// The Deployments that are there as long as the workflow is.
    package let deployments: [String]
    /// The Deployments whose number of pods the tree says, while something else in the tree moves it.
    package let contested: [String]

    package init(name: String, namespace: String?, deployments: [String], contested: [String]) {
      (self.name, self.namespace, self.deployments) = (name, namespace, deployments)
      self.contested = contested
    }
  }

  /// The folder in the repository; `.` for its root.
  package let path: String
  /// Tells the objects for this tree from those for others, like the name of its environment; often empty.
  package let suffix: [String]
  package let workflows: [Workflow]
  /// Folders of the tree that hold no workflow.
  package let foreignFolders: [String]

  package init(path: String, suffix: [String], workflows: [Workflow], foreignFolders: [String]) {
    (self.path, self.suffix) = (path, suffix)
    (self.workflows, self.foreignFolders) = (workflows, foreignFolders)
  }

  /// The name of an object for this tree, told from those for others.
  package func name(_ name: String) -> String { ([name] + suffix).joined(separator: "-") }

  /// The name of an object of a controller. It becomes the value of a label there, so that it ends sooner than other
  /// names: `kustomize.toolkit.fluxcd.io/name` on everything that a Kustomization applies,
  /// `app.kubernetes.io/instance` on what an Application does, `argocd.argoproj.io/application-set-name` on
  /// Applications.
  ///
  /// - Parameter what: what has the name, for people.
  func checkedName(_ name: String, of what: String) throws(InvalidInput) -> String {
    let full = self.name(name)
    let most = NameRules.maximumLabelLength
    guard full.utf8.count > most else { return full }
    throw InvalidInput(
      path: full,
      "would be the name of \(what), which has \(full.utf8.count) characters; at most \(most), as it becomes the "
        + "value of a label: `\(name)` and the suffix of the tree, `\(suffix.joined(separator: "-"))`, are too long "
        + "together")
  }

  func folder(_ name: String) -> String { path == "." ? name : "\(path)/\(name)" }
}
