import Metrics
import WorkflowModel

/// What the engine counts and times, by workflow and node.
struct EngineMetrics: Sendable {
  private let runs: Counter
  private let failures: Counter
  private let cancellations: Counter
  private let durations: Metrics.Timer
  private let inFlight: Meter
  private let refusals: Counter
  private let nodes: [Node]

  private struct Node: Sendable {
    let attempts: Counter
    let failures: Counter
    let durations: Metrics.Timer
    let retries: Counter
    let restarts: Counter
  }

  init(_ workflow: Workflow, factory: any MetricsFactory) {
    let own = [("workflow", workflow.name)]
    runs = Counter(label: "tentacular_runs_total", dimensions: own, factory: factory)
    failures = Counter(label: "tentacular_run_failures_total", dimensions: own, factory: factory)
    cancellations = Counter(label: "tentacular_run_cancellations_total", dimensions: own, factory: factory)
    durations = Metrics.Timer(label: "tentacular_run_duration_seconds", dimensions: own, factory: factory)
    inFlight = Meter(label: "tentacular_runs_in_flight", dimensions: own, factory: factory)
    refusals = Counter(label: "tentacular_runs_refused_total", dimensions: own, factory: factory)
    nodes = workflow.nodes.map { node in
      let own = own + [("node", node.name)]
      return Node(
        attempts: Counter(label: "tentacular_node_attempts_total", dimensions: own, factory: factory),
        failures: Counter(label: "tentacular_node_failures_total", dimensions: own, factory: factory),
        durations: Metrics.Timer(
          label: "tentacular_node_duration_seconds", dimensions: own, factory: factory),
        retries: Counter(label: "tentacular_node_retries_total", dimensions: own, factory: factory),
        restarts: Counter(label: "tentacular_node_restarts_total", dimensions: own, factory: factory))
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

  func refused() { refusals.increment() }

  func attempted(_ node: Int, _ outcome: Outcome, nanoseconds: Int) {
    nodes[node].attempts.increment()
    nodes[node].durations.recordNanoseconds(Int64(nanoseconds))
    if case .failed = outcome { nodes[node].failures.increment() }
  }

  func retried(_ node: Int) { nodes[node].retries.increment() }

  func restarted(_ node: Int) { nodes[node].restarts.increment() }
}
