import NIOCore
import WorkflowModel
import YAML

/// How a run ended, as `POST /run` answers it.
package struct RunResult: Sendable {
  package let id: String
  package let wasCancelled: Bool
  let workflow: String
  let version: String
  let plan: RunPlan
  let nodes: [NodeResult?]
  let started: Timestamp
  let completed: Timestamp

  /// How a node ended; a node of a stage that was not reached has none.
  struct NodeResult: Sendable {
    let outcome: Outcome
    let started: NIODeadline
    let completed: NIODeadline
    /// How often it was tried.
    let attempts: Int
  }

  package var isSuccess: Bool { Self.isWhole(nodes) }

  /// Whether every node made an output.
  static func isWhole(_ nodes: [NodeResult?]) -> Bool {
    nodes.allSatisfy { if case .output? = $0?.outcome { true } else { false } }
  }

  package var milliseconds: Double { completed.milliseconds(since: started) }

  /// What nodes made.
  var outputs: [(node: String, output: ValidJSON)] {
    zip(plan.nodes, nodes).compactMap { node, result in
      if case .output(let output)? = result?.outcome { (node.name, output) } else { nil }
    }
  }

  /// Why it failed, by node.
  package var errors: [(node: String, message: String)] {
    zip(plan.nodes, nodes).compactMap { node, result in
      switch result?.outcome {
      case .failed(let failure)?: (node.name, failure.text)
      case .cancelled?: (node.name, "the run was cancelled")
      case .output?, nil: nil
      }
    }
  }

  /// `{"success", "runId", "workflow", "version", "outputs", "errors", "failures", "timing"}`; the outputs are
  /// written as the nodes wrote them.
  ///
  /// - Parameter redact: takes secrets out of error messages.
  package func json(redact: (String) -> String) -> ValidJSON {
    var answer = JSONObjectWriter(capacity: Self.usualLength + nodes.reduce(0) { $0 + Self.length($1) })
    answer.write("success", isSuccess)
    answer.write("runId", string: id)
    answer.write("workflow", string: workflow)
    answer.write("version", string: version)
    answer.write("outputs") { outputs in
      for (number, result) in nodes.enumerated() {
        if case .output(let output)? = result?.outcome { outputs.write(plan.keys[number], output) }
      }
    }
    answer.write("errors") { members in
      for (node, message) in errors { members.write(JSONKey(node), string: redact(message)) }
    }
    answer.write("failures") { failures in
      for (number, result) in nodes.enumerated() {
        guard let result, let failure = failure(of: result) else { continue }
        failures.write(plan.keys[number]) { members in
          members.write("kind", string: failure.kind.rawValue)
          if let place = failure.place { members.write("place", string: redact(place)) }
          members.write("attempts", result.attempts)
        }
      }
    }
    var moments = MomentWriter()
    answer.write("timing") { timing in
      write(started, completed, &moments, into: &timing)
      timing.write("nodeTimings") { timings in
        for (number, result) in nodes.enumerated() {
          guard let result else { continue }
          timings.write(plan.keys[number]) {
            write(started.at(result.started), started.at(result.completed), &moments, into: &$0)
          }
        }
      }
    }
    return answer.finish()
  }

  /// Of an answer without outputs, in bytes.
  private static let usualLength = 768

  private static func length(_ result: NodeResult?) -> Int {
    if case .output(let output)? = result?.outcome { output.bytes.readableBytes } else { 0 }
  }

  private func failure(of result: NodeResult) -> NodeFailure? {
    switch result.outcome {
    case .failed(let failure): failure
    case .cancelled: NodeFailure("the run was cancelled", kind: .cancelled)
    case .output: nil
    }
  }

  private func write(
    _ started: Timestamp, _ completed: Timestamp, _ moments: inout MomentWriter,
    into members: inout JSONObjectWriter
  ) {
    members.write("startedAt", moment: moments.text(started))
    members.write("completedAt", moment: moments.text(completed))
    members.write("durationMs", completed.milliseconds(since: started))
  }
}
