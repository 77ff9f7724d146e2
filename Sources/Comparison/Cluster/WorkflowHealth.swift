package import YAML

/// How a workflow runs in a cluster, whatever its tree says.
package struct WorkflowHealth: Sendable {
  /// In the order of the names of their Deployments.
  package let rollouts: [Rollout]
  /// In the order of the answer.
  package let pods: [EnginePod]
  package let schedules: [ScheduleState]
  /// Deployments that somebody scaled to 0 in the cluster alone.
  package let idle: [String]

  /// - Parameters:
  ///   - objects: those of the workflow that the cluster has, in the namespace that it goes to.
  ///   - tree: its objects in the tree.
  ///   - faults: what is wrong with the content of ConfigMaps of the tree, by their names.
  package init(_ objects: [Value], tree: [Value], faults: [String: EnginePod.ContentFault]) {
    func all(_ kind: String) -> [Value] {
      objects.filter { $0.objectKind == kind }.sorted { $0.objectName < $1.objectName }
    }
    func inTree(_ object: Value) -> Value? {
      tree.first { $0.objectKind == object.objectKind && $0.objectName == object.objectName }
    }
    // A label alone does not make somebody else's object ours.
    func isOurs(_ object: Value) -> Bool {
      object.label("app.kubernetes.io/managed-by") == "tentacular" || inTree(object) != nil
    }
    let deployments = all("Deployment").filter(isOurs)
    let names = Set(deployments.map(\.objectName))
    let found = objects.filter { $0.objectKind == "Pod" }
    let services = all("Service")
    let engines = found.filter { $0.label("app.kubernetes.io/component") == "engine" }.map(\.objectName)
    let pods = found.compactMap { pod -> EnginePod? in
      let engine = EnginePod(pod, services: services, faults: faults)
      let isOfDeployment = engine.deployment.map(names.contains) ?? false
      return isOfDeployment || engines.contains(engine.name) ? engine : nil
    }
    let replicaSets = all("ReplicaSet")
    self.pods = pods
    // Every server gives a status, if an empty one; an answer without it is a manifest, which says nothing of it.
    rollouts = deployments.filter { $0["status"] != nil }.map {
      Rollout($0, replicaSets: replicaSets, pods: pods)
    }
    let jobs = all("Job")
    schedules = all("CronJob").filter(isOurs).map {
      ScheduleState($0, tree: inTree($0), jobs: jobs, pods: found)
    }
    idle = deployments.filter { deployment in
      guard let tree = inTree(deployment) else { return false }
      return deployment["spec"]?["replicas"] == 0 && tree["spec"]?["replicas"] != 0
    }.map(\.objectName)
  }

  /// The versions that pods run, sorted as text.
  package var running: [String] {
    Set(pods.filter { $0.isReady && $0.counts }.map { $0.version ?? "unknown version" }).sorted()
  }

  /// Whether every pod runs what it was last told to.
  package var hasArrived: Bool { rollouts.allSatisfy(\.isFinished) }

  /// Whether somebody has to look at it, though it may be as the tree says.
  package var needsAttention: Bool {
    !hasArrived || !idle.isEmpty
      || schedules.contains { $0.isStoppedByHand || $0.last?.needsAttention == true }
  }
}

extension JobRun {
  /// A failed run concerns its owner; a run that could not start concerns whoever delivers the workflow.
  package var needsAttention: Bool {
    switch result {
    case .notStarted, .unanswered: true
    case .running, .succeeded, .failed: false
    }
  }
}
