/// How the engine runs a workflow, as the command line says.
package struct EngineOptions: Sendable {
  package enum Disconnect: String, Sendable, CaseIterable {
    /// The run goes on when its client is gone: what it began is done.
    case finish
    case cancel
  }

  /// The path of workflow.yaml, in its workflow directory.
  package var workflowFile: String
  /// A YAML file laid over `config:`; a JSON merge patch (RFC 7396).
  package var configFile: String?
  /// A YAML file laid over `contract.dependencies`; a JSON merge patch for each.
  package var dependenciesFile: String?
  /// A folder or file of secrets that wins over all others.
  package var secrets: String?
  /// `sha256:…` of the files that are expected; see `WorkflowSource.digest`.
  package var expectedDigest: String?
  /// The same of the files of the environment; see `OverlayFiles.digest`.
  package var expectedConfigDigest: String?
  /// Whether this is the engine of a pod, with its sidecars and what they share beside it.
  package var isInPod = false
  /// Whether nothing is asked of the environment, as the code alone is looked at.
  package var isCodeAlone = false
  package var host = "0.0.0.0"
  package var port = 0
  package var mostRuns = 100
  /// Of a request, in bytes; nil follows from `bufferLimit`.
  package var bodyLimit: Int?
  /// Of requests, inputs and outputs that are held at once, in bytes; nil follows from the container's limit.
  package var bufferLimit: Int?
  package var drainDelayMilliseconds = 0
  package var shutdownGraceMilliseconds = 0
  package var onDisconnect = Disconnect.finish
  /// What a node's process may hold in memory of its own, in bytes; nil follows from the pod's limit.
  package var nodeMemory: Int?

  /// Browsers on this machine may be shown pages of others, which are not to start runs.
  var isDevelopment = false

  package init(workflowFile: String) { self.workflowFile = workflowFile }
}
