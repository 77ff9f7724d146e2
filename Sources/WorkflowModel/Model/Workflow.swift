package import Diagnostics
package import YAML

/// A workflow as its author wrote it, checked by the rules that renderer and engine share.
package struct Workflow: Sendable {
  package let name: String
  package let version: VersionNumber
  /// Where `version:` has its value in workflow.yaml.
  package let versionPosition: Position
  package let description: String?
  /// `metadata`, as far as it means something here; texts by key.
  let metadata: Mapping
  var triggers: [any Trigger]
  /// In the order of the file.
  package let nodes: [WorkflowNode]
  package let edges: [Edge]
  /// Names of nodes, by the stage in which they run.
  package let stages: [[String]]
  package let config: Config
  /// `deployment.namespace`, the default namespace.
  package let namespace: String?
  /// What nodes need from outside; nil without a contract.
  package let contract: Contract?
  /// In the order of the file.
  package let sidecars: [Sidecar]
  /// The whole of workflow.yaml, for templates and for the nodes.
  package let document: Value
}

/// A node of the graph: a TypeScript module below `nodes/`.
package struct WorkflowNode: Sendable {
  package let name: String
  package let path: String
  /// Of its name in workflow.yaml.
  package let position: Position
  /// `capabilities.net`; nil when the node names none.
  package internal(set) var network: [NetworkHost]?
}

package struct Edge: Sendable, Hashable {
  package let from: String
  package let to: String
}

/// The part of `config` that the engine itself obeys.
package struct Config: Sendable {
  package static let defaultTimeoutMilliseconds = 30_000
  package static let defaultRetries = 0
  static let usual = Config(timeoutMilliseconds: defaultTimeoutMilliseconds, retries: defaultRetries)

  /// For each attempt of each node.
  package internal(set) var timeoutMilliseconds: Int
  package internal(set) var retries: Int

  package init(timeoutMilliseconds: Int, retries: Int) {
    self.timeoutMilliseconds = timeoutMilliseconds
    self.retries = retries
  }

  /// What is in force with an overlay, whose values were checked where it came in.
  package func overlaid(with overlay: Mapping) -> Config {
    ConfigReader.read(overlay, over: self)
  }
}
