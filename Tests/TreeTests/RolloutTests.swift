import Comparison
import Testing
import YAML

/// What the status of objects says of how a workflow runs: a row for each rule.
struct RolloutTests {
  private func value(_ text: String) throws -> Value {
    try #require(try Reader.read(Array(text.utf8)).valid()?.value)
  }

  private func health(
    _ objects: [String], tree: [String] = [], faults: [String: EnginePod.ContentFault] = [:]
  ) throws -> WorkflowHealth {
    WorkflowHealth(try objects.map(value), tree: try tree.map(value), faults: faults)
  }

  // MARK: Deployments

  private func deployment(_ spec: String, _ status: String, generation: Int = 2) -> String {
    """
    {kind: Deployment, metadata: {name: w, generation: \(generation), labels: {app.kubernetes.io/managed-by: tentacular},
      annotations: {deployment.kubernetes.io/revision: "2"}}, spec: {\(spec)}, status: {\(status)}}
    """
  }

  private func replicaSet(_ hash: String, revision: Int, _ status: String = "") -> String {
    """
    {kind: ReplicaSet, metadata: {name: w-\(hash), annotations: {deployment.kubernetes.io/revision: "\(revision)"},
      ownerReferences: [{kind: Deployment, name: w}]}, status: {\(status)}}
    """
  }

  private func pod(_ hash: String, _ status: String, spec: String = "", metadata: String = "") -> String {
    """
    {kind: Pod, metadata: {name: w-\(hash)-x, labels: {app.kubernetes.io/version: "1.0", pod-template-hash: \(hash)},
      ownerReferences: [{kind: ReplicaSet, name: w-\(hash)}]\(metadata)}, spec: {\(spec)}, status: {\(status)}}
    """
  }

  @Test(arguments: [
    ("", "observedGeneration: 2, replicas: 1, updatedReplicas: 1, availableReplicas: 1", "finished"),
    ("replicas: 0", "observedGeneration: 2", "finished"),
    ("", "", "unseen"),
    ("", "observedGeneration: 1, replicas: 1, updatedReplicas: 1, availableReplicas: 1", "unseen"),
    ("", "observedGeneration: 2", "underWay"),
    (
      "replicas: 2", "observedGeneration: 2, replicas: 3, updatedReplicas: 2, availableReplicas: 3",
      "underWay"
    ),
    (
      "replicas: 2", "observedGeneration: 2, replicas: 2, updatedReplicas: 1, availableReplicas: 2",
      "underWay"
    ),
    ("", "observedGeneration: 2, replicas: 1, updatedReplicas: 1", "underWay"),
    (
      "",
      "observedGeneration: 2, replicas: 1, updatedReplicas: 1, conditions: [{type: Progressing, status: \"True\", reason: NewReplicaSetAvailable}]",
      "unavailable"
    ),
    (
      "paused: true", "observedGeneration: 2, replicas: 1, updatedReplicas: 1, availableReplicas: 1", "paused"
    ),
  ])
  func `a rollout is as far as its counts say`(spec: String, status: String, expected: String) throws {
    let rollout = try #require(try health([deployment(spec, status)]).rollouts.first)
    #expect("\(rollout.state)" == expected)
  }

  @Test func `what is being deleted has not arrived, whatever its counts say`() throws {
    let status = "observedGeneration: 2, replicas: 1, updatedReplicas: 1, availableReplicas: 1"
    let going = deployment("", status).replacing(
      "name: w,", with: "name: w, deletionTimestamp: \"2026-01-01T00:00:00Z\",")
    let health = try health([going])
    #expect(health.rollouts.map(\.state) == [.leaving])
    #expect(!health.hasArrived && health.needsAttention)
  }

  private static let underWay = "observedGeneration: 2, replicas: 2, updatedReplicas: 1, availableReplicas: 1"

  /// What keeps the rollout whose only new pod is of the ReplicaSet `w-b`; nothing when it is under way.
  private func causes(
    of status: String = Self.underWay, _ others: [String], faults: [String: EnginePod.ContentFault] = [:]
  ) throws -> [Obstacle] {
    let all =
      [deployment("", status), replicaSet("a", revision: 1), replicaSet("b", revision: 2)] + others
    let rollout = try #require(try health(all, faults: faults).rollouts.first)
    return if case .stuck(let causes) = rollout.state { causes.map(\.obstacle) } else { [] }
  }

  @Test func `what the API server refuses keeps it, whichever object says so`() throws {
    let failure = "conditions: [{type: ReplicaFailure, status: \"True\", message: quota}]"
    #expect(try causes(of: "\(Self.underWay), \(failure)", []) == [.refused("quota")])
    let all = [deployment("", Self.underWay), replicaSet("b", revision: 2, failure)]
    let rollout = try #require(try health(all).rollouts.first)
    guard case .stuck(let found) = rollout.state else { return #expect(Bool(false), "\(rollout)") }
    #expect(found.map(\.obstacle) == [.refused("quota")])
    #expect(found.map(\.pod) == [nil])
    #expect(try causes(of: "\(Self.underWay), \(failure.replacing("True", with: "False"))", []) == [])
  }

  @Test func `no progress in time is told beside what is known of it`() throws {
    let late =
      "\(Self.underWay), conditions: [{type: Progressing, status: \"False\", reason: ProgressDeadlineExceeded, message: late}]"
    #expect(try causes(of: late, []) == [.deadline("late")])
    #expect(
      try causes(
        of: late, [pod("b", "conditions: [{type: PodScheduled, status: \"False\", message: no node}]")])
        == [.unscheduled("no node"), .deadline("late")])
  }

  private func container(_ fields: String) -> String { "containerStatuses: [{name: engine, \(fields)}]" }

  @Test(
    arguments: [
      ("ready: false, restartCount: 0, state: {waiting: {reason: ContainerCreating}}", nil),
      ("ready: false, restartCount: 0, state: {waiting: {reason: PodInitializing}}", nil),
      ("ready: false, restartCount: 0, state: {running: {}}", nil),
      ("ready: false, restartCount: 2, state: {running: {}}", nil),
      ("ready: false, restartCount: 0, state: {waiting: {reason: ErrImagePull}}", "ErrImagePull 0 -"),
      (
        "ready: false, restartCount: 0, state: {waiting: {reason: CreateContainerConfigError}}",
        "CreateContainerConfigError 0 -"
      ),
      ("ready: false, restartCount: 0, state: {waiting: {reason: SomethingNew}}", "SomethingNew 0 -"),
      (
        "ready: false, restartCount: 5, state: {waiting: {reason: CrashLoopBackOff}}, lastState: {terminated: {exitCode: 137, reason: OOMKilled}}",
        "CrashLoopBackOff 5 137 OOMKilled"
      ),
      (
        "ready: false, restartCount: 3, state: {running: {}}, lastState: {terminated: {exitCode: 1, reason: Error}}",
        "restarting 3 1"
      ),
      ("ready: false, restartCount: 0, state: {terminated: {exitCode: 2}}", "restarting 0 2"),
      ("ready: true, restartCount: 9, state: {running: {}}", nil),
    ] as [(String, String?)])
  func `a container waits for its turn, or is kept`(status: String, expected: String?) throws {
    func text(_ exit: ContainerExit?) -> String {
      exit.map { "\($0.code)\($0.reason.map { " \($0)" } ?? "")" } ?? "-"
    }
    let told = try causes([pod("b", container(status))]).map { obstacle in
      switch obstacle {
      case .waiting(let wait): "\(wait.reason) \(wait.restarts) \(text(wait.exit))"
      case .restarting(_, let restarts, let exit): "restarting \(restarts) \(text(exit))"
      default: "\(obstacle)"
      }
    }
    #expect(told == [expected].compactMap(\.self))
  }

  @Test func `a sidecar goes on, and a container before the others ends`() throws {
    let spec = "initContainers: [{name: once}, {name: side, restartPolicy: Always}]"
    func told(_ name: String) throws -> Int {
      let status =
        "initContainerStatuses: [{name: \(name), ready: false, restartCount: 0, state: {terminated: {exitCode: 0}}}]"
      return try causes([pod("b", status, spec: spec)]).count
    }
    #expect(try told("once") == 0)
    #expect(try told("side") == 1)
  }

  @Test func `pods of before and those that go say nothing of what comes`() throws {
    let crashing = container("ready: false, restartCount: 1, state: {waiting: {reason: CrashLoopBackOff}}")
    #expect(try causes([pod("a", crashing)]) == [])
    #expect(try causes([pod("b", crashing, metadata: ", deletionTimestamp: now")]) == [])
    #expect(try causes([pod("b", crashing)]).count == 1)
  }

  @Test func `a pod that mounts what is not there, or is not the tree's, never becomes ready`() throws {
    let status = container("ready: false, restartCount: 0, state: {running: {}}")
    func told(_ volumes: String, _ fault: EnginePod.ContentFault) throws -> [Obstacle] {
      try causes([pod("b", status, spec: "volumes: [\(volumes)]")], faults: ["w-code-1-0": fault])
    }
    let plain = "{name: code, configMap: {name: w-code-1-0}}"
    #expect(try told(plain, .absent) == [.absent(configMap: "w-code-1-0")])
    #expect(try told(plain, .other) == [.otherContent(configMap: "w-code-1-0")])
    #expect(
      try told("{name: code, projected: {sources: [{configMap: {name: w-code-1-0}}]}}", .other)
        == [.otherContent(configMap: "w-code-1-0")])
    #expect(try told("{name: code, configMap: {name: w-code-1-0, optional: true}}", .absent) == [])
    #expect(try told("{name: code, configMap: {name: other}}", .absent) == [])
  }

  @Test func `a pod serves when it is ready, stays, and a Service leads to it`() throws {
    let ready = "conditions: [{type: Ready, status: \"True\"}]"
    let service = "{kind: Service, spec: {selector: {pod-template-hash: b}}}"
    func pods(_ objects: String...) throws -> [EnginePod] {
      try health([deployment("", "")] + objects).pods
    }
    #expect(try pods(pod("b", ready), service).map(\.serves) == [true])
    #expect(try pods(pod("b", ready)).map(\.serves) == [false])
    #expect(try pods(pod("b", ready), "{kind: Service, spec: {}}").map(\.serves) == [false])
    #expect(try pods(pod("b", ready, metadata: ", deletionTimestamp: now"), service).map(\.serves) == [false])
    #expect(try pods(pod("b", "phase: Failed, reason: Evicted"), service).map(\.counts) == [false])
    #expect(try health([deployment("", ""), pod("b", ready)]).running == ["1.0"])
  }

  @Test func `somebody else's objects with the label are not judged`() throws {
    let foreign = "{kind: Deployment, metadata: {name: w, labels: {app.kubernetes.io/name: w}}, status: {}}"
    #expect(try health([foreign]).rollouts.isEmpty)
    #expect(try health([foreign], tree: ["{kind: Deployment, metadata: {name: w}}"]).rollouts.count == 1)
  }

  @Test(arguments: [
    ("replicas: 0", "", ["w"]), ("replicas: 0", "replicas: 0", []), ("replicas: 2", "", []), ("", "", []),
  ])
  func `nothing runs where all pods were taken beside the tree`(
    spec: String, tree: String, expected: [String]
  ) throws {
    let own = "{kind: Deployment, metadata: {name: w}, spec: {\(tree)}}"
    #expect(try health([deployment(spec, "observedGeneration: 2")], tree: [own]).idle == expected)
  }
}
