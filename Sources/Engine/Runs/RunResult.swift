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
    let started: Timestamp
    let completed: Timestamp
    /// How often it was tried.
    let attempts: Int
  }

  package var isSuccess: Bool {
    !wasCancelled
      && nodes.allSatisfy { if case .output? = $0?.outcome { true } else { false } }
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
    var answer = JSONObjectWriter(capacity: 768 + outputs.reduce(0) { $0 + $1.output.bytes.readableBytes })
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
    answer.write("timing") { timing in
      Self.write(started, completed, into: &timing)
      timing.write("nodeTimings") { timings in
        for (number, result) in nodes.enumerated() {
          guard let result else { continue }
          timings.write(plan.keys[number]) { Self.write(result.started, result.completed, into: &$0) }
        }
      }
    }
    return answer.finish()
  }

  private func failure(of result: NodeResult) -> NodeFailure? {
    switch result.outcome {
    case .failed(let failure): failure
    case .cancelled: NodeFailure("the run was cancelled", kind: .cancelled)
    case .output: nil
    }
  }

  private static func write(
    _ started: Timestamp, _ completed: Timestamp, into members: inout JSONObjectWriter
  ) {
    members.write("startedAt", started)
    members.write("completedAt", completed)
    members.write("durationMs", completed.milliseconds(since: started))
  }
}
