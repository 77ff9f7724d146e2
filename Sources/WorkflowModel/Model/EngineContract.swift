/// What the rendered pod and the engine in it have to agree on; the only place of each constant.
package enum EngineContract {
  /// The names of the module with the types of nodes; the second one is how older nodes call it.
  package static let typeModules = ["tentacular", "pipedreamer"]

  package static let command = "tentacular-engine"
  /// The name under which manifests refer to the image; kustomization.yaml maps it to the real one.
  package static let imageName = "tentacular-engine"
  /// The engine's container in the pods of a workflow.
  package static let container = "engine"
  /// The container of the pods that a CronJob starts.
  package static let triggerContainer = "trigger"
  package static let port = 8080
  package static let healthPath = "/health"
  package static let readyPath = "/ready"
  package static let runPath = "/run"
  package static let metricsPath = "/metrics"
  package static let codeFolder = "/app/workflow"
  /// Where the ConfigMaps of packages are mounted, inside of the folder of the code.
  package static let vendorFolder = "\(codeFolder)/\(WorkflowSource.vendorFolder)"
  package static let secretsFolder = "/app/secrets"
  /// In the folder of the secrets: what clients have to show to start runs. No node gets it.
  package static let tokenFile = "engine.token"
  package static let configFolder = "/app/config"
  /// What the engine and the sidecars beside it share, where there are any.
  package static let sharedFolder = "/shared"
  package static let denoDirectory = "/tmp/deno-cache"
  /// `nobody`, which distroless images and Debian have under this id.
  package static let user = 65534
  /// The grace of the pod that the engine assumes when no option says how long runs may go on.
  package static let terminationGraceSeconds = 60
  /// The longest grace of a pod by default: cluster autoscalers wait no longer for one
  /// (`--max-graceful-termination-sec` of the cluster autoscaler, 600 by default).
  package static let usualGraceSeconds = 600
  /// How long a terminating pod goes on as before, as its address may still be handed out.
  package static let drainDelaySeconds = 5
  /// What is left of the grace for the engine itself, when the last run had to be cancelled.
  package static let shutdownReserveSeconds = 10
  /// What a pod needs of its grace beside its runs.
  package static let graceBesideRuns = drainDelaySeconds + shutdownReserveSeconds

  /// Memory of the engine, and of one Deno process, in MiB.
  package static let engineMemory = 160
  package static let nodeMemory = 24

  /// What one node may have below /tmp, in MiB: its working directories, and what Deno keeps of its modules.
  package static let nodeScratch = 64
  /// What the engine has there itself, in MiB: the copy of the version, the runtime.
  private static let engineScratch = 64
  private static let leastScratch = 256

  /// All that /tmp of a pod may hold, in MiB.
  package static func scratch(nodes: Int) -> Int {
    max(leastScratch, engineScratch + nodeScratch * nodes)
  }

  private static let firstBackoffMilliseconds = 100
  private static let longestBackoffMilliseconds = 10_000

  /// The pause before retry number `retry`, counted from 1: 100 ms, doubling, at most 10 s.
  package static func backoffMilliseconds(beforeRetry retry: Int) -> Int {
    retry > 7 ? longestBackoffMilliseconds : firstBackoffMilliseconds << (retry - 1)
  }

  /// The longest that a run can take: its stages one after the other, every attempt timing out.
  package static func longestRunMilliseconds(stages: Int, config: Config) -> Int {
    let growing = 7
    let pauses =
      (0..<min(config.retries, growing)).reduce(0) { $0 + backoffMilliseconds(beforeRetry: $1 + 1) }
      + max(0, config.retries - growing) * longestBackoffMilliseconds
    let attempts = (config.retries + 1) * config.timeoutMilliseconds
    return stages * (attempts + pauses)
  }
}
