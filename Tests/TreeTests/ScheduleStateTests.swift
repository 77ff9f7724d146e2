import Comparison
import Testing
import YAML

/// What became of the last Job of a schedule.
struct ScheduleStateTests {
  private func state(_ objects: String..., spec: String = "", tree: String = "") throws -> ScheduleState {
    let cronJob = "{kind: CronJob, metadata: {name: c}, spec: {\(spec)}}"
    let all = try ([cronJob] + objects).map { try #require(try Reader.read(Array($0.utf8)).valid()?.value) }
    let own = try #require(
      try Reader.read(Array("{kind: CronJob, metadata: {name: c}, spec: {\(tree)}}".utf8)).valid()?.value)
    return try #require(WorkflowHealth(all, tree: [own], faults: [:]).schedules.first)
  }

  private func job(_ name: String, _ time: String, _ status: String, spec: String = "") -> String {
    """
    {kind: Job, metadata: {name: \(name), creationTimestamp: "\(time)", ownerReferences: [{kind: CronJob, name: c}]},
      spec: {\(spec)}, status: {\(status)}}
    """
  }

  private func pod(_ status: String) -> String {
    "{kind: Pod, metadata: {name: p, ownerReferences: [{kind: Job, name: j}]}, status: {\(status)}}"
  }

  private static func failed(_ reason: String) -> String {
    "conditions: [{type: Failed, status: \"True\", reason: \(reason), message: why}]"
  }

  private static func ended(_ code: Int) -> String {
    "phase: Failed, containerStatuses: [{name: trigger, state: {terminated: {exitCode: \(code), reason: Error}}}]"
  }

  @Test func `the last one counts`() throws {
    let state = try state(
      job("b", "2026-01-01T00:00:00Z", Self.failed("BackoffLimitExceeded")),
      job("a", "2026-01-02T00:00:00Z", "conditions: [{type: Complete, status: \"True\"}]"))
    #expect(state.last?.name == "a")
    #expect(state.last?.result == .succeeded)
    #expect(try self.state().last == nil)
  }

  @Test func `a run that failed is no failure of what was delivered`() throws {
    let last = try #require(
      try state(job("j", "t", Self.failed("BackoffLimitExceeded")), pod(Self.ended(1))).last)
    guard case .failed("BackoffLimitExceeded", "why", let exit) = last.result else {
      return #expect(Bool(false), "\(last.result)")
    }
    #expect(exit?.code == 1)
    #expect(!last.needsAttention)
  }

  @Test(
    arguments: [
      // The pod is gone with its log; what the Job says is all there is.
      (Self.failed("BackoffLimitExceeded"), nil, false),
      // A trigger gives up before its Job is ended, so this one did not start in time.
      (Self.failed("DeadlineExceeded"), nil, true),
      (Self.failed("DeadlineExceeded"), "phase: Pending", true),
      (Self.failed("DeadlineExceeded"), "containerStatuses: [{name: trigger, state: {running: {}}}]", false),
      ("startTime: t, active: 1", "containerStatuses: [{name: trigger, state: {running: {}}}]", false),
      ("startTime: t, active: 1", "phase: Pending", false),
      ("startTime: t, active: 1", nil, false),
      ("", nil, false),
      // No pod was made.
      ("startTime: t", nil, true),
      (
        "startTime: t, active: 1",
        "containerStatuses: [{name: trigger, state: {waiting: {reason: ImagePullBackOff}}}]", true
      ),
      ("startTime: t, active: 1", "conditions: [{type: PodScheduled, status: \"False\"}]", true),
      (
        "startTime: t, active: 1",
        "containerStatuses: [{name: trigger, state: {waiting: {reason: ContainerCreating}}}]", false
      ),
    ] as [(String, String?, Bool)])
  func `one that could not start is`(status: String, pod: String?, needsAttention: Bool) throws {
    let last =
      try pod.map { try state(job("j", "t", status), self.pod($0)) } ?? state(job("j", "t", status))
    #expect(last.last?.needsAttention == needsAttention)
  }

  @Test func `a trigger that found no engine started nothing`() throws {
    let last = try state(job("j", "t", Self.failed("BackoffLimitExceeded")), pod(Self.ended(2))).last
    #expect(last?.needsAttention == true)
    let held = try state(job("j", "t", "", spec: "suspend: true")).last
    #expect(held?.result == .notStarted(.held))
  }

  @Test(arguments: [
    ("suspend: true", "", true), ("suspend: true", "suspend: true", false), ("suspend: false", "", false),
    ("", "", false),
  ])
  func `a schedule that is suspended beside the tree is told`(
    spec: String, tree: String, expected: Bool
  ) throws {
    #expect(try state(spec: spec, tree: tree).isStoppedByHand == expected)
  }
}
