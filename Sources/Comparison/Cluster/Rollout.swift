import YAML

/// The progress of a Deployment's last change, counted as `kubectl rollout status` does.
package struct Rollout: Sendable, Equatable {
  package let deployment: String
  package let state: State
  package let counts: Counts

  package enum State: Sendable, Equatable {
    case finished
    /// The controller has not looked at the last change yet.
    case unseen
    case underWay
    /// All pods were there, and not all are any more.
    case unavailable
    /// No pod is made or replaced until somebody resumes it (`spec.paused`).
    case paused
    /// Somebody deleted it, and it is there until what it owns is gone (`metadata.deletionTimestamp`).
    case leaving
    /// It cannot finish until somebody changes something, or a node joins.
    case stuck([Cause])
  }

  /// What keeps a rollout, and at which pod.
  package struct Cause: Sendable, Hashable {
    /// Nil when there is no pod.
    package let pod: String?
    /// Of the pod, by its label.
    package let version: String?
    package let obstacle: Obstacle
  }

  package struct Counts: Sendable, Equatable {
    /// How many pods there are to be.
    package let wanted: Int
    /// How many have the current template of the Deployment.
    package let updated: Int
    /// How many of these are available; of all where the ReplicaSets are not known.
    package let available: Int
    /// How many have an earlier template.
    package let old: Int
  }

  package var isFinished: Bool { state == .finished }

  /// Whether it goes on by itself, as far as anybody knows.
  package var canFinish: Bool {
    switch state {
    case .finished, .unseen, .underWay, .unavailable: true
    case .paused, .leaving, .stuck: false
    }
  }

  /// - Parameters:
  ///   - replicaSets: of the namespace; none when they are not known.
  ///   - pods: of the workflow.
  init(_ deployment: Value, replicaSets: [Value], pods: [EnginePod]) {
    let name = deployment.objectName
    self.deployment = name
    let revision = deployment.annotation(Self.revision)
    let newest = replicaSets.first {
      $0.controller("Deployment") == name && revision != nil && $0.annotation(Self.revision) == revision
    }
    let all = deployment.statusCount("replicas")
    let updated = deployment.statusCount("updatedReplicas")
    counts = Counts(
      wanted: deployment["spec"]?["replicas"]?.count ?? 1, updated: updated,
      available: newest?.statusCount("availableReplicas") ?? deployment.statusCount("availableReplicas"),
      old: max(0, all - updated))
    // Old pods, and those that terminate, say nothing about the rollout.
    let pods = pods.filter {
      $0.deployment == name && $0.counts && (newest == nil || $0.replicaSet == newest?.objectName)
    }
    state = Self.state(of: deployment, counts, Self.causes(deployment, newest, pods))
  }

  /// The annotation by which a Deployment and its newest ReplicaSet belong together.
  private static let revision = "deployment.kubernetes.io/revision"

  private static func state(of deployment: Value, _ counts: Counts, _ causes: [Cause]) -> State {
    if deployment.isLeaving { return .leaving }
    if deployment["spec"]?["paused"] == true { return .paused }
    let seen = deployment["status"]?["observedGeneration"]?.count
    if let generation = deployment["metadata"]?["generation"]?.count, (seen ?? 0) < generation {
      return .unseen
    }
    let isComplete = counts.updated >= counts.wanted && counts.old == 0
    if isComplete, deployment.statusCount("availableReplicas") >= counts.updated { return .finished }
    if !causes.isEmpty { return .stuck(causes) }
    let isKnown = deployment.condition("Progressing")?.reason == "NewReplicaSetAvailable"
    return isComplete && isKnown ? .unavailable : .underWay
  }

  /// A Deployment says that it makes no progress only after ten minutes; what keeps it is known before.
  private static func causes(_ deployment: Value, _ newest: Value?, _ pods: [EnginePod]) -> [Cause] {
    var causes: [Cause] = []
    func add(_ obstacle: Obstacle) { causes.append(Cause(pod: nil, version: nil, obstacle: obstacle)) }
    for object in [newest, deployment].compactMap(\.self) where causes.isEmpty {
      guard let failure = object.condition("ReplicaFailure"), failure.isTrue else { continue }
      add(.refused(failure.message))
    }
    for pod in pods {
      causes += pod.obstacles.map { Cause(pod: pod.name, version: pod.version, obstacle: $0) }
    }
    if let progress = deployment.condition("Progressing"), progress.isFalse {
      add(.deadline(progress.message))
    }
    return causes
  }
}
