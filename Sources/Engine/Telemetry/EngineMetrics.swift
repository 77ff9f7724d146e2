import Metrics
import WorkflowModel

/// What the engine counts and times, by workflow and node.
struct EngineMetrics: Sendable {
  private let runs: Counter
  private let failures: Counter
  private let cancellations: Counter
  private let durations: Metrics.Timer
  private let inFlight: Meter
  private let refusals: [Refusal.Reason: Counter]
  private let nodes: [Node]

  /// What each metric is, for those who look at them.
  static let help = [
    "tentacular_build_info": "The versions of the engine and of the workflow, as labels; always 1.",
    "tentacular_runs_total": "Runs that were started.",
    "tentacular_run_failures_total": "Runs in which a node failed.",
    "tentacular_run_cancellations_total": "Runs that were cancelled.",
    "tentacular_run_duration_seconds": "How long runs took.",
    "tentacular_runs_in_flight": "Runs in progress.",
    "tentacular_runs_refused_total": "Requests that started no run, by reason.",
    "tentacular_node_attempts_total": "Attempts of a node, retries included.",
    "tentacular_node_failures_total": "Attempts of a node that failed.",
    "tentacular_node_duration_seconds": "How long attempts of a node took.",
    "tentacular_node_retries_total": "Attempts of a node that followed a failed one.",
    "tentacular_node_restarts_total": "Processes of a node that replaced another.",
    "tentacular_node_timeouts_total": "Attempts of a node that took longer than its timeout.",
    "tentacular_node_starts_total": "Processes of a node that were started.",
    "tentacular_node_failed_starts_total": "Processes of a node that did not start.",
    "tentacular_node_up": "1 while a process of the node takes attempts or is starting, else 0.",
    "tentacular_node_waiting": "Attempts of a node that wait for a process.",
    "tentacular_node_memory_bytes": "Private memory of the processes of a node.",
    "tentacular_node_cpu_seconds_total": "CPU time of the processes of a node.",
  ]

  private struct Node: Sendable {
    let attempts: Counter
    let failures: Counter
    let durations: Metrics.Timer
    let retries: Counter
    let restarts: Counter
    let timeouts: Counter
    let starts: Counter
    let failedStarts: Counter
    let up: Gauge
    let waiting: Gauge
    let memory: Gauge
    let processorTime: FloatingPointCounter
  }

  init(_ workflow: Workflow, factory: any MetricsFactory) {
    let own = [("workflow", workflow.name)]
    let versions = [("version", ProgramVersion.text), ("workflow_version", workflow.version.text)]
    Meter(label: "tentacular_build_info", dimensions: own + versions, factory: factory).set(1)
    runs = Counter(label: "tentacular_runs_total", dimensions: own, factory: factory)
    failures = Counter(label: "tentacular_run_failures_total", dimensions: own, factory: factory)
    cancellations = Counter(label: "tentacular_run_cancellations_total", dimensions: own, factory: factory)
    durations = Metrics.Timer(label: "tentacular_run_duration_seconds", dimensions: own, factory: factory)
    inFlight = Meter(label: "tentacular_runs_in_flight", dimensions: own, factory: factory)
    refusals = Dictionary(
      uniqueKeysWithValues: Refusal.Reason.allCases.map { reason in
        let dimensions = own + [("reason", reason.rawValue)]
        return (
          reason, Counter(label: "tentacular_runs_refused_total", dimensions: dimensions, factory: factory)
        )
      })
    nodes = workflow.nodes.map { node in
      let own = own + [("node", node.name)]
      return Node(
        attempts: Counter(label: "tentacular_node_attempts_total", dimensions: own, factory: factory),
        failures: Counter(label: "tentacular_node_failures_total", dimensions: own, factory: factory),
        durations: Metrics.Timer(
          label: "tentacular_node_duration_seconds", dimensions: own, factory: factory),
        retries: Counter(label: "tentacular_node_retries_total", dimensions: own, factory: factory),
        restarts: Counter(label: "tentacular_node_restarts_total", dimensions: own, factory: factory),
        timeouts: Counter(label: "tentacular_node_timeouts_total", dimensions: own, factory: factory),
        starts: Counter(label: "tentacular_node_starts_total", dimensions: own, factory: factory),
        failedStarts: Counter(
          label: "tentacular_node_failed_starts_total", dimensions: own, factory: factory),
        up: Gauge(label: "tentacular_node_up", dimensions: own, factory: factory),
        waiting: Gauge(label: "tentacular_node_waiting", dimensions: own, factory: factory),
        memory: Gauge(label: "tentacular_node_memory_bytes", dimensions: own, factory: factory),
        processorTime: FloatingPointCounter(
          label: "tentacular_node_cpu_seconds_total", dimensions: own, factory: factory))
    }
  }

  func runStarted() {
    runs.increment()
    inFlight.increment()
  }

  func runEnded(_ result: RunResult) {
    inFlight.decrement()
    durations.recordNanoseconds(Int64(result.milliseconds * 1_000_000))
    if result.wasCancelled { cancellations.increment() } else if !result.isSuccess { failures.increment() }
  }

  func refused(_ reason: Refusal.Reason) { refusals[reason]?.increment() }

  func attempted(_ node: Int, _ outcome: Outcome, nanoseconds: Int) {
    nodes[node].attempts.increment()
    nodes[node].durations.recordNanoseconds(Int64(nanoseconds))
    guard case .failed(let failure) = outcome else { return }
    nodes[node].failures.increment()
    if failure.kind == .timeout { nodes[node].timeouts.increment() }
  }

  func retried(_ node: Int) { nodes[node].retries.increment() }

  func restarted(_ node: Int) { nodes[node].restarts.increment() }

  func started(_ node: Int) { nodes[node].starts.increment() }

  func startFailed(_ node: Int) { nodes[node].failedStarts.increment() }

  /// - Parameters:
  ///   - waiting: attempts that no process has yet.
  ///   - bytes: what its processes hold in memory.
  ///   - processorTime: of all its processes since this was called last, in seconds.
  func observe(_ node: Int, isUp: Bool, waiting: Int, bytes: Int, processorTime: Double) {
    nodes[node].up.record(isUp ? 1 : 0)
    nodes[node].waiting.record(waiting)
    nodes[node].memory.record(bytes)
    nodes[node].processorTime.increment(by: processorTime)
  }
}
