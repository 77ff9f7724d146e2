import Comparison
import Diagnostics
import YAML

/// How a workflow runs in a cluster, in words.
extension WorkflowHealth {
  /// A problem in a word; nil when all is well.
  var word: String? {
    let words = rollouts.map(\.word)
    for word in ["being deleted", "stuck", "paused", "not available", "rolling out"]
    where words.contains(word) { return word }
    if !idle.isEmpty { return "no pods" }
    if schedules.contains(where: \.isStoppedByHand) { return "suspended" }
    return needsAttention ? "run not started" : nil
  }

  /// For each problem: its name, its object and its text.
  var rows: [[String]] {
    rollouts.filter { !$0.isFinished }.map { ["  \($0.word)", "deployment/\($0.deployment)", $0.text] }
      + idle.map {
        ["  no pods", "deployment/\($0)", "is scaled to 0 in the cluster alone: nothing runs"]
      }
      + pods.map { ["  \($0.word)", "pod/\($0.name)", $0.text] } + schedules.flatMap(\.rows)
  }

  var members: Mapping {
    [
      "running": .sequence(running.map(Value.string)), "arrived": .bool(hasArrived),
      "needsAttention": .bool(needsAttention), "rollouts": .sequence(rollouts.map(\.value)),
      "idle": .sequence(idle.map(Value.string)), "pods": .sequence(pods.map(\.value)),
      "schedules": .sequence(schedules.map(\.value)),
    ]
  }
}

extension Rollout {
  var word: String {
    switch state {
    case .finished: "rolled out"
    case .unseen, .underWay: "rolling out"
    case .unavailable: "not available"
    case .paused: "paused"
    case .leaving: "being deleted"
    case .stuck: "stuck"
    }
  }

  /// What keeps a pod is reported for the pod.
  var text: String {
    switch state {
    case .unseen: "the controller has not seen the last change yet"
    case .finished, .underWay, .unavailable, .leaving: progress
    case .paused: "\(progress); the rollout waits for `kubectl rollout resume`"
    case .stuck(let causes):
      ([progress] + causes.filter { $0.pod == nil }.map { ObstacleText.text($0.obstacle) }).joined(
        separator: "; ")
    }
  }

  /// All of it in one line, with what keeps the pods.
  var summary: String {
    guard case .stuck(let causes) = state else { return text }
    return
      ([text]
      + causes.compactMap { cause in cause.pod.map { "pod/\($0) \(ObstacleText.text(cause.obstacle))" } })
      .joined(separator: "; ")
  }

  private var progress: String {
    "\(counts.updated) of \(Counted.text(counts.wanted, "pod")) updated, \(counts.available) available"
      + (counts.old == 0 ? "" : ", \(counts.old) old")
  }

  var value: Value {
    var causes: [Cause] = []
    if case .stuck(let found) = state { causes = found }
    return [
      "deployment": .string(deployment), "state": .string(word), "finished": .bool(isFinished),
      "canFinish": .bool(canFinish), "wanted": .integer(counts.wanted), "updated": .integer(counts.updated),
      "available": .integer(counts.available), "old": .integer(counts.old),
      "causes": .sequence(
        causes.map { cause in
          ObstacleText.value(cause.obstacle).patched(with: [
            "pod": cause.pod.map(Value.string) ?? .null, "version": cause.version.map(Value.string) ?? .null,
          ])
        }),
    ]
  }
}

extension EnginePod {
  var word: String {
    if isTerminating { return "terminating" }
    return isReady ? "ready" : counts ? "not ready" : "ended"
  }

  var text: String {
    let notes: [String] =
      (isTerminating ? ["gets no new runs, and finishes those that it has"] : [])
      + (isReady && counts && !isSelected ? ["no Service selects it"] : [])
      + obstacles.map(ObstacleText.text)
    // What keeps a container tells how often it started.
    let restarts =
      restarts == 0 || !obstacles.isEmpty ? "" : ", \(Counted.text(restarts, "restart"))"
    return
      "\(version ?? "unknown version")\(restarts)\(notes.isEmpty ? "" : ": ")\(notes.joined(separator: ", "))"
  }

  var value: Value {
    [
      "name": .string(name), "version": version.map(Value.string) ?? .null,
      "deployment": deployment.map(Value.string) ?? .null, "ready": .bool(isReady),
      "terminating": .bool(isTerminating), "counts": .bool(counts), "serves": .bool(serves),
      "restarts": .integer(restarts), "waiting": .sequence(reasons.map(Value.string)),
      "obstacles": .sequence(obstacles.map(ObstacleText.value)),
    ]
  }

  /// In the words of Kubernetes.
  private var reasons: [String] {
    obstacles.compactMap { obstacle in
      switch obstacle {
      case .waiting(let wait): wait.reason
      case .restarting(_, _, let exit): exit?.reason
      case .ended(let reason, _): reason
      default: nil
      }
    }
  }
}

extension ScheduleState {
  var rows: [[String]] {
    var rows: [[String]] = []
    if isStoppedByHand {
      rows.append([
        "  suspended", "cronjob/\(cronJob)",
        "in the cluster alone (spec.suspend\(managers.isEmpty ? "" : ", set by \(managers.joined(separator: ", "))")): "
          + "no run starts, and an apply of the tree does not change that",
      ])
    }
    if let last {
      rows.append(["  \(last.word)", "job/\(last.name)", "the last of cronjob/\(cronJob)\(last.text)"])
    }
    return rows
  }

  var value: Value {
    [
      "cronJob": .string(cronJob), "suspended": .bool(isSuspended), "suspendedByHand": .bool(isStoppedByHand),
      "managers": .sequence(managers.map(Value.string)),
      "last": last?.value ?? .null,
    ]
  }
}

extension JobRun {
  var word: String {
    switch result {
    case .running: "running"
    case .succeeded: "succeeded"
    case .failed: "failed"
    case .unanswered: "unanswered"
    case .notStarted: "not started"
    }
  }

  /// What is behind the name of its CronJob.
  var text: String {
    let when = time.map { ", of \($0)" } ?? ""
    return switch result {
    case .running, .succeeded: when
    case .failed(let reason, let message, let exit):
      "\(when): \(exit.map { "the workflow failed, \(ObstacleText.exit($0)), " } ?? "")\(reason)"
        + (exit == nil ? message.map { ": \($0)" } ?? "" : "")
    case .unanswered(let exit): "\(when): the trigger could not reach the engine, \(ObstacleText.exit(exit))"
    case .notStarted(let obstacle): "\(when): \(ObstacleText.text(obstacle))"
    }
  }

  var value: Value {
    var value: Mapping = [
      "name": .string(name), "time": time.map(Value.string) ?? .null, "result": .string(word),
    ]
    switch result {
    case .running, .succeeded: break
    case .failed(let reason, let message, let exit):
      value["reason"] = .string(reason)
      value["message"] = message.map(Value.string) ?? .null
      value["exit"] = ObstacleText.value(exit)
    case .unanswered(let exit): value["exit"] = ObstacleText.value(exit)
    case .notStarted(let obstacle): value["obstacle"] = ObstacleText.value(obstacle)
    }
    return .mapping(value)
  }
}
