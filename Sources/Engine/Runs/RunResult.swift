package import NIOCore
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
  }

  package var isSuccess: Bool {
    !wasCancelled
      && nodes.allSatisfy { if case .output? = $0?.outcome { true } else { false } }
  }

  package var milliseconds: Double { completed.milliseconds(since: started) }

  /// What nodes made, JSON.
  var outputs: [(node: String, output: ByteBuffer)] {
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

  /// `{"success", "runId", "workflow", "version", "outputs", "errors", "timing"}`; the outputs are written as
  /// the nodes wrote them.
  ///
  /// - Parameter redact: takes secrets out of error messages.
  package func json(redact: (String) -> String) -> ByteBuffer {
    var json = ByteBuffer()
    json.reserveCapacity(512)
    json.writeString(
      "{\"success\":\(isSuccess),\"runId\":\"\(id)\",\"workflow\":\"\(workflow)\",\"version\":\"\(version)\","
    )
    json.writeString("\"outputs\":{")
    var separator = ""
    for (number, result) in nodes.enumerated() {
      guard case .output(var output)? = result?.outcome else { continue }
      json.writeString("\(separator)\(plan.keys[number]):")
      json.writeBuffer(&output)
      separator = ","
    }
    json.writeString("},\"errors\":{")
    separator = ""
    for (node, message) in errors {
      json.writeString("\(separator)\(JSON.compact(.string(node))):\(JSON.compact(.string(redact(message))))")
      separator = ","
    }
    json.writeString("},\"timing\":{")
    write(started, completed, into: &json)
    json.writeString(",\"nodeTimings\":{")
    separator = ""
    for (number, result) in nodes.enumerated() {
      guard let result else { continue }
      json.writeString("\(separator)\(plan.keys[number]):{")
      write(result.started, result.completed, into: &json)
      json.writeString("}")
      separator = ","
    }
    json.writeString("}}}")
    return json
  }

  private func write(_ started: Timestamp, _ completed: Timestamp, into json: inout ByteBuffer) {
    let duration = completed.milliseconds(since: started)
    json.writeString("\"startedAt\":\"")
    json.writeBytes(started.text)
    json.writeString("\",\"completedAt\":\"")
    json.writeBytes(completed.text)
    json.writeString("\",\"durationMs\":\(duration)")
  }
}
