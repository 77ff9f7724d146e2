package import NIOCore
import YAML

/// How one attempt of a node ended.
package enum Outcome: Sendable {
  /// Its output, JSON.
  case output(ByteBuffer)
  case failed(NodeFailure)
  /// Nobody waits for it any more.
  case cancelled
}

/// Why an attempt failed.
package struct NodeFailure: Error, Sendable, Equatable {
  package let message: String
  /// `nodes/fetch.ts:3:9`, where the node's own code threw.
  package let place: String?

  package init(_ message: String, place: String? = nil) {
    self.message = message
    self.place = place
  }

  /// From the process: `{"message", "place"}`.
  init(_ payload: ByteBuffer) {
    let value = try? JSON.read(Array(payload.readableBytesView))
    message = value?["message"]?.text ?? "the node failed and did not say why"
    place = value?["place"]?.text
  }

  package var text: String { place.map { "\(message) (\($0))" } ?? message }
}
