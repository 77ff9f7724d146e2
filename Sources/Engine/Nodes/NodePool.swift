import Diagnostics
import Files
import NIOCore
import WorkflowModel
import WorkflowSecrets
import YAML

/// The processes of all nodes.
struct NodePool: Sendable {
  let shared: NodeProcess.Shared
  let workers: [Worker]
  let metrics: EngineMetrics

  init(_ shared: NodeProcess.Shared, metrics: EngineMetrics) {
    self.shared = shared
    self.metrics = metrics
    workers = shared.loaded.workflow.nodes.map { Worker(node: $0.name, loop: shared.loop) }
  }

  /// Runs until the task is cancelled.
  ///
  /// - Parameters:
  ///   - wanted: the nodes that are needed, by name; nil for all.
  ///   - onReady: called once, when they can be invoked.
  /// - Throws: `LoadFailure` with every node that does not come up.
  func run(_ wanted: Set<String>? = nil, onReady: () -> Void) async throws {
    let nodes = shared.loaded.workflow.nodes.enumerated().filter {
      wanted?.contains($0.element.name) != false
    }
    let (starts, source) = AsyncStream<Finding?>.makeStream()
    try await withThrowingTaskGroup { group in
      for (number, node) in nodes {
        let process = NodeProcess(
          shared: shared, node: node, number: number, worker: workers[number],
          onRestart: { metrics.restarted(number) })
        group.addTask {
          do throws(NodeFailure) {
            try await process.run { source.yield(nil) }
          } catch {
            source.yield(finding(error, node))
          }
        }
      }
      var findings: [Finding] = []
      var missing = nodes.count
      for await finding in starts {
        if let finding { findings.append(finding) }
        missing -= 1
        if missing == 0 { break }
      }
      if !findings.isEmpty {
        group.cancelAll()
        throw LoadFailure(findings: findings.sorted { $0.path < $1.path })
      }
      if missing == 0 { onReady() }
      try await group.waitForAll()
    }
  }

  /// Gives all processes the secrets as they are now.
  func update(_ secrets: Secrets) {
    let text = JSON.compact(.mapping(secrets.services))
    for worker in workers { worker.send(.secrets, text) }
  }

  /// Why a node could not be loaded, at the place in its code if that is known.
  private func finding(_ failure: NodeFailure, _ node: WorkflowNode) -> Finding {
    let directory = shared.loaded.origin
    let message = "node `\(node.name)` cannot be loaded: \(shared.redaction.redact(failure.message))"
    let parts = (failure.place ?? "").split(separator: ":")
    guard parts.count == 3, let line = Int(parts[1]), let column = Int(parts[2]) else {
      return Finding(path: "\(directory)/\(node.path)", message: message)
    }
    let path = "\(directory)/\(parts[0])"
    let source = (try? Disk.read(path, limit: SourceReader.maximumBytes, followingLinks: true)).map(
      SourceText.init)
    let position =
      source?.position(line: line, utf16Column: column) ?? Position(line: line, column: column)
    return Finding(path: path, position: position, message: message, excerpt: source?.excerpt(at: position))
  }
}
