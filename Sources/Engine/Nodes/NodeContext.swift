import Logging
import NIOCore
import WorkflowSecrets

/// What all nodes of an engine have in common.
struct NodeContext: Sendable {
  /// What requests of nodes get.
  enum Outside: Sendable {
    case network
    /// The answers that come with each attempt, and nothing else.
    case fixtures
  }

  let outside: Outside
  let loaded: LoadedWorkflow
  let scratch: ScratchFolder
  let modules: ModuleCache
  let deno: String
  let memory: NodeMemory
  let memoryWatch: MemoryWatch
  /// Of one node at the same time.
  let mostAttempts: Int
  let loop: any EventLoop
  let logger: Logger
  let redaction: Redaction
  let metrics: EngineMetrics
  let secrets: @Sendable () -> Secrets
  let needs: SecretNeeds
}
