package import Diagnostics
package import YAML

/// What Argo CD needs to deliver trees: an ApplicationSet for each, which makes an Application for each workflow.
///
/// Built as values, not from templates: this is written once, and changed where it is committed.
package struct ArgoDelivery: Sendable {
  let source: GitSource
  /// The ApplicationSet.
  let object: ControllerObject
  let project: String
  /// The cluster that the workflows go to.
  let server: String
  /// For objects of which the tree names no namespace.
  let targetNamespace: String?

  package init(
    _ source: GitSource, _ object: ControllerObject, project: String, server: String, targetNamespace: String?
  ) {
    (self.source, self.object) = (source, object)
    (self.project, self.server, self.targetNamespace) = (project, server, targetNamespace)
  }

  /// - Throws: when a name that comes of it is too long.
  package func applicationSet(for tree: DeliveredTree) throws(InvalidInput) -> Value {
    for workflow in tree.workflows { _ = try tree.checkedName(workflow.name, of: "an Application") }
    let name = try tree.checkedName(object.name, of: "an ApplicationSet")
    return [
      "apiVersion": "argoproj.io/v1alpha1",
      "kind": "ApplicationSet",
      "metadata": ["name": .string(name), "namespace": .string(object.namespace)],
      "spec": [
        "goTemplate": true,
        "goTemplateOptions": ["missingkey=error"],
        "generators": [["git": generator(tree)]],
        "template": [
          "metadata": [
            "name": .string(tree.name("{{.path.basename}}")),
            // A commit to one workflow's folder leaves the other Applications alone.
            "annotations": ["argocd.argoproj.io/manifest-generate-paths": "."],
          ],
          "spec": application(contested: tree.workflows.flatMap(\.contested)),
        ],
      ],
    ]
  }

  private func generator(_ tree: DeliveredTree) -> Value {
    let foreign = tree.foreignFolders.map { folder -> Value in
      ["path": .string(tree.folder(folder)), "exclude": true]
    }
    return [
      "repoURL": .string(source.address.text),
      "revision": .string(source.revision.text),
      "directories": .sequence([["path": .string(tree.folder("*"))]] + foreign),
    ]
  }

  /// - Parameter contested: Deployments whose number of pods is left to whoever moves it. Each is named, as the rule holds
  ///   for every Application, and others have their numbers from the tree alone.
  private func application(contested: [String]) -> Value {
    var destination: Mapping = ["server": .string(server)]
    destination["namespace"] = targetNamespace.map(Value.string)
    let application: Mapping = [
      "project": .string(project),
      "source": [
        "repoURL": .string(source.address.text),
        "targetRevision": .string(source.revision.text),
        "path": "{{.path.path}}",
      ],
      "destination": .mapping(destination),
      "syncPolicy": [
        "automated": ["prune": true, "selfHeal": true],
        "syncOptions": .sequence(
          ["ServerSideApply=true"] + (contested.isEmpty ? [] : ["RespectIgnoreDifferences=true"])),
      ],
    ]
    if contested.isEmpty { return .mapping(application) }
    var whole = application
    whole["ignoreDifferences"] = .sequence(
      contested.map { name in
        ["group": "apps", "kind": "Deployment", "name": .string(name), "jsonPointers": ["/spec/replicas"]]
      })
    return .mapping(whole)
  }
}
