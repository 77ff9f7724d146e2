import Diagnostics
import Files
import NIOCore
import WorkflowModel
import WorkflowSecrets
import YAML

/// All nodes.
struct NodePool: Sendable {
  let context: NodeContext
  let hosts: [NodeHost]

  init(_ context: NodeContext) {
    self.context = context
    hosts = context.loaded.workflow.nodes.enumerated().map {
      NodeHost(node: $0.element, number: $0.offset, context: context)
    }
  }

  /// Nodes without a process that serves them or is starting.
  var down: [String] { hosts.filter { !$0.isUp }.map(\.node.name) }

  /// A node that has more to do than it can do in time.
  var overloaded: String? { hosts.first(where: \.isOverloaded)?.node.name }

  /// Has the metrics say what the nodes are like now.
  func measure() {
    for host in hosts {
      context.metrics.observe(
        host.number, isUp: host.isUp, waiting: host.waiting,
        bytes: context.memoryWatch.bytes(of: host.number),
        processorTime: host.takeProcessorTime())
    }
  }

  /// Runs until the task is cancelled.
  ///
  /// - Parameters:
  ///   - wanted: the nodes that are needed, by name; nil for all.
  ///   - onReady: called once, when they can be invoked.
  /// - Throws: `LoadFailure` with every node that does not come up.
  func run(_ wanted: Set<String>? = nil, onReady: () -> Void) async throws {
    let wanted = hosts.filter { wanted?.contains($0.node.name) != false }
    await context.modules.fill()
    let (starts, source) = AsyncStream<Finding?>.makeStream()
    try await withThrowingTaskGroup { group in
      for host in wanted {
        group.addTask {
          do throws(NodeFailure) {
            try await host.run { source.yield(nil) }
          } catch {
            source.yield(finding(error, host.node))
          }
        }
      }
      var findings: [Finding] = []
      var missing = wanted.count
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
    for host in hosts {
      let own = context.needs.secrets(of: host.node.name, from: secrets)
      host.update(ByteBuffer(string: JSON.compact(.mapping(own.services))))
    }
  }

  /// Why a node could not be loaded, at the place in its code if that is known.
  private func finding(_ failure: NodeFailure, _ node: WorkflowNode) -> Finding {
    let directory = context.loaded.origin
    var message = "node `\(node.name)` cannot be loaded: \(context.redaction.redact(failure.message))"
    guard let place = failure.place.flatMap({ SourcePlace($0, in: context.loaded.source) }) else {
      return Finding(path: "\(directory)/\(node.path)", message: message)
    }
    if let package = context.loaded.source.vendoredPackage(of: place.path) {
      message += " (this is in the package `\(package.text)`)"
    }
    return Finding(
      path: "\(directory)/\(place.path)", position: place.position, message: message, excerpt: place.excerpt)
  }
}
