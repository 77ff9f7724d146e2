import YAML

/// A CronJob in a cluster, and what its last Job did.
package struct ScheduleState: Sendable, Equatable {
  package let cronJob: String
  /// Whether the cluster starts no Jobs of it.
  package let isSuspended: Bool
  /// Whether the tree says so, or does not have it.
  package let isMeant: Bool
  package let last: JobRun?
  /// Who set `spec.suspend`, where the cluster tells.
  package let managers: [String]

  /// - Parameters:
  ///   - tree: the CronJob as the tree has it; nil for one that left it.
  ///   - jobs: of the namespace.
  init(_ cronJob: Value, tree: Value?, jobs: [Value], pods: [Value]) {
    self.cronJob = cronJob.objectName
    isSuspended = cronJob["spec"]?["suspend"] == true
    isMeant = tree == nil || tree?["spec"]?["suspend"] == true
    managers = cronJob.managers(of: ["spec", "suspend"])
    // The scheduled time is an annotation in the CronJob's own zone; that of the making is in UTC.
    last = jobs.filter { $0.controller("CronJob") == cronJob.objectName }
      .max { JobRun.order($0) < JobRun.order($1) }
      .map { JobRun($0, pods: pods) }
  }

  /// Whether somebody suspended it in the cluster alone.
  package var isStoppedByHand: Bool { isSuspended && !isMeant }
}

/// How a Job ended, or stands.
package struct JobRun: Sendable, Equatable {
  package let name: String
  /// When it was made, as the cluster has it (RFC 3339, in UTC).
  package let time: String?
  package let result: Result

  package enum Result: Sendable, Equatable {
    case running
    case succeeded
    /// The trigger told that the workflow failed, or was ended.
    case failed(reason: String, message: String?, exit: ContainerExit?)
    /// The trigger ran, and found no engine that told how its run ended.
    case unanswered(exit: ContainerExit)
    /// No container of it has run, and why.
    case notStarted(Obstacle)
  }

  /// What `tentacular-engine trigger` exits with when it could not reach the engine.
  private static let unreachable = 2

  static func order(_ job: Value) -> (String, String) {
    (job["metadata"]?["creationTimestamp"]?.text ?? "", job.objectName)
  }

  /// - Parameter pods: of the namespace.
  init(_ job: Value, pods: [Value]) {
    name = job.objectName
    time = job["metadata"]?["creationTimestamp"]?.text
    let own = pods.filter { $0.controller("Job") == job.objectName }
    result = Self.result(job, own.map { ($0, ObservedContainer.all(of: $0, isOnce: true)) })
  }

  private static func result(_ job: Value, _ pods: [(pod: Value, containers: [ObservedContainer])]) -> Result
  {
    if job.condition("Complete")?.isTrue == true { return .succeeded }
    let containers = pods.flatMap(\.containers)
    let hasStarted = containers.contains(where: \.hasStarted)
    if let failure = job.condition("Failed"), failure.isTrue {
      let exit = containers.compactMap(\.exit).last { $0.code != 0 }
      if let exit, exit.code == unreachable { return .unanswered(exit: exit) }
      let reason = failure.reason ?? "Failed"
      // The trigger gives up before the Job's deadline, so what was ended by that had not started in time.
      if reason == "DeadlineExceeded", !hasStarted { return .notStarted(.deadline(failure.message)) }
      return .failed(reason: reason, message: failure.message, exit: exit)
    }
    if hasStarted { return .running }
    if job["spec"]?["suspend"] == true { return .notStarted(.held) }
    for (pod, containers) in pods {
      if let scheduled = pod.condition("PodScheduled"), scheduled.isFalse {
        return .notStarted(.unscheduled(scheduled.message))
      }
      if let obstacle = containers.lazy.compactMap(\.obstacle).first { return .notStarted(obstacle) }
    }
    // When its pod cannot be created, only events say so.
    let isWithoutPods = job["status"]?["startTime"] != nil && job.statusCount("active") == 0 && pods.isEmpty
    return isWithoutPods ? .notStarted(.refused(nil)) : .running
  }
}
