package import Diagnostics
package import YAML

/// What Flux needs to deliver trees: one GitRepository, and a Kustomization for each workflow.
package struct FluxDelivery: Sendable {
  let source: GitSource
  /// The GitRepository.
  let object: ControllerObject
  /// The Secret that lets Flux read the repository.
  let secret: String?
  let intervals: Intervals
  /// For the workflows' objects, over what the tree says.
  let targetNamespace: String?

  /// Durations as Go writes them, like `10m`.
  package struct Intervals: Sendable {
    /// How often git is asked for something new.
    let poll: String
    /// How often the cluster is compared with the tree.
    let interval: String
    /// How long a workflow may take to become healthy.
    let timeout: String

    package init(poll: String, interval: String, timeout: String) {
      (self.poll, self.interval, self.timeout) = (poll, interval, timeout)
    }
  }

  package init(
    _ source: GitSource, _ object: ControllerObject, secret: String?, intervals: Intervals,
    targetNamespace: String?
  ) {
    (self.source, self.object, self.secret) = (source, object, secret)
    (self.intervals, self.targetNamespace) = (intervals, targetNamespace)
  }

  package var repository: Value {
    var spec: Mapping = [
      "interval": .string(intervals.poll),
      // The API's own default: written out, so that nothing differs from what is in the cluster.
      "timeout": "60s",
      "url": .string(source.address.longForm),
      "ref": reference,
    ]
    spec["secretRef"] = secret.map { ["name": .string($0)] }
    return [
      "apiVersion": "source.toolkit.fluxcd.io/v1",
      "kind": "GitRepository",
      "metadata": ["name": .string(object.name), "namespace": .string(object.namespace)],
      "spec": .mapping(spec),
    ]
  }

  private var reference: Value {
    switch source.revision {
    case .branch(let name), .short(let name): ["branch": .string(name)]
    case .tag(let name): ["tag": .string(name)]
    case .commit(let id): ["commit": .string(id)]
    case .reference(let name): ["name": .string(name)]
    }
  }

  /// - Throws: when its name would be too long.
  package func kustomization(
    of workflow: DeliveredTree.Workflow, in tree: DeliveredTree
  ) throws(InvalidInput) -> Value {
    let name = try tree.checkedName(workflow.name, of: "a Kustomization")
    var spec: Mapping = [
      "interval": .string(intervals.interval),
      "timeout": .string(intervals.timeout),
      "sourceRef": ["kind": "GitRepository", "name": .string(object.name)],
      "path": .string("./\(tree.folder(workflow.name))"),
      "prune": true,
      // A version that was changed in the cluster is an error to look into, not to delete and make again.
      "force": false,
      "wait": true,
    ]
    spec["targetNamespace"] = targetNamespace.map(Value.string)
    let checks = workflow.deployments.map { check($0, targetNamespace ?? workflow.namespace) }
    spec["healthChecks"] = checks.isEmpty ? nil : .sequence(checks)
    return [
      "apiVersion": "kustomize.toolkit.fluxcd.io/v1",
      "kind": "Kustomization",
      "metadata": ["name": .string(name), "namespace": .string(object.namespace)],
      "spec": .mapping(spec),
    ]
  }

  private func check(_ deployment: String, _ namespace: String?) -> Value {
    var check: Mapping = [
      "apiVersion": "apps/v1", "kind": "Deployment", "name": .string(deployment),
    ]
    check["namespace"] = namespace.map(Value.string)
    return .mapping(check)
  }
}
