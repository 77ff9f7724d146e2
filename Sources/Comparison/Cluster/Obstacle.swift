import YAML

/// What keeps a pod from being made, from starting or from becoming ready.
package enum Obstacle: Hashable, Sendable {
  /// No pod could be made: what the API server said, as of a quota, or of a RuntimeClass that is not there. Nil
  /// where only events say it, as for a Job.
  case refused(String?)
  /// No node can run it; the message of the scheduler.
  case unscheduled(String?)
  /// A container waits because of a problem.
  case waiting(ContainerWait)
  /// A container ended and is started again, again and again.
  case restarting(container: String, restarts: Int, exit: ContainerExit?)
  /// The pod mounts a ConfigMap of the tree that the cluster does not have.
  case absent(configMap: String)
  /// The pod mounts a ConfigMap that holds other files than the tree says: their digest is not the one that the
  /// engine was told to expect, so it never becomes ready.
  case otherContent(configMap: String)
  /// The pod is over, as one that was evicted.
  case ended(reason: String, message: String?)
  /// There was no progress for as long as the Deployment or the Job allows.
  case deadline(String?)
  /// The Job waits for somebody to let it start.
  case held

  /// Whether it may end without a person, as when a node with room joins.
  var mayPass: Bool {
    if case .unscheduled = self { true } else { false }
  }
}

/// Why a container waits.
package struct ContainerWait: Hashable, Sendable {
  package let container: String
  /// Like `ImagePullBackOff`.
  package let reason: String
  package let message: String?
  package let restarts: Int
  /// How it ended before.
  package let exit: ContainerExit?
}

/// How a container ended.
package struct ContainerExit: Hashable, Sendable {
  package let code: Int
  /// Like `OOMKilled`; nil where it says no more than that it failed.
  package let reason: String?

  init?(_ terminated: Value?) {
    guard let code = terminated?["exitCode"]?.count else { return nil }
    self.code = code
    reason = terminated?["reason"]?.text.flatMap { $0 == "Error" || $0 == "Completed" ? nil : $0 }
  }
}

/// What `containerStatuses` says of one container.
struct ObservedContainer {
  /// How often a container may start again before it is said to do nothing else.
  private static let fewRestarts = 3
  /// Reasons for which every container waits for a while.
  private static let usual = ["ContainerCreating", "PodInitializing"]

  let isReady: Bool
  let restarts: Int
  /// Whether it ever ran.
  let hasStarted: Bool
  /// How it ended, when it has.
  let exit: ContainerExit?
  let obstacle: Obstacle?

  /// - Parameter isOnce: whether it is meant to end.
  init(_ status: Value, isOnce: Bool) {
    let name = status["name"]?.text ?? ""
    let (state, last) = (status["state"], ContainerExit(status["lastState"]?["terminated"]))
    (isReady, restarts) = (status["ready"] == true, status["restartCount"]?.count ?? 0)
    exit = ContainerExit(state?["terminated"])
    hasStarted = state?["running"] != nil || exit != nil || last != nil || restarts > 0
    if let reason = state?["waiting"]?["reason"]?.text, !Self.usual.contains(reason) {
      let message = state?["waiting"]?["message"]?.text
      obstacle = .waiting(
        ContainerWait(container: name, reason: reason, message: message, restarts: restarts, exit: last))
    } else if let exit, !isOnce {
      obstacle = .restarting(container: name, restarts: restarts, exit: exit)
    } else if !isReady, !isOnce, restarts >= Self.fewRestarts {
      obstacle = .restarting(container: name, restarts: restarts, exit: last)
    } else {
      obstacle = nil
    }
  }

  /// Those of a pod, the ones that start before the others first.
  static func all(of pod: Value, isOnce: Bool) -> [ObservedContainer] {
    let restartPolicies = Dictionary(
      (pod["spec"]?["initContainers"]?.elements ?? []).map { ($0["name"]?.text ?? "", $0["restartPolicy"]) },
      uniquingKeysWith: { first, _ in first })
    let first = (pod["status"]?["initContainerStatuses"]?.elements ?? []).map { status in
      // A sidecar is one that goes on.
      ObservedContainer(
        status, isOnce: isOnce || restartPolicies[status["name"]?.text ?? ""] != .some("Always"))
    }
    return first
      + (pod["status"]?["containerStatuses"]?.elements ?? []).map { ObservedContainer($0, isOnce: isOnce) }
  }
}
