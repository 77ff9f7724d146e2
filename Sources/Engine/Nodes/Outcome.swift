import NIOCore
import YAML

/// How one attempt of a node ended.
package enum Outcome: Sendable {
  case output(ValidJSON)
  case failed(NodeFailure)
  /// Nobody waits for it any more.
  case cancelled
}

/// Why an attempt failed.
package struct NodeFailure: Error, Sendable, Equatable {
  package enum Kind: String, Sendable, Equatable {
    /// The node's own code threw.
    case threw
    case timeout
    /// The node did what its permissions do not allow.
    case denied
    /// Its process ended, or could not be started.
    case process
    case cancelled
    /// What it returned is not JSON, or too much.
    case output

    /// Whether another attempt can end in another way.
    package var isRetried: Bool {
      switch self {
      case .threw, .timeout, .process: true
      case .denied, .cancelled, .output: false
      }
    }
  }

  package let message: String
  package let kind: Kind
  /// `nodes/fetch.ts:3:9`, where the node's own code threw.
  package let place: String?
  /// The process ended as it held more than it may.
  var isOutOfMemory = false

  package init(_ message: String, kind: Kind = .process, place: String? = nil) {
    self.message = message
    self.kind = kind
    self.place = place
  }

  /// From the process: `{"message", "place", "kind"}`.
  init(_ payload: ByteBuffer) {
    let value = try? JSON.read(Array(payload.readableBytesView))
    message = value?["message"]?.text ?? "the node failed and did not say why"
    place = value?["place"]?.text
    // What only the engine can know is not taken from there.
    let said = value?["kind"]?.text.flatMap(Kind.init)
    kind = said.flatMap { [.denied, .output].contains($0) ? $0 : nil } ?? .threw
  }

  package var text: String { place.map { "\(message) (\($0))" } ?? message }
}
