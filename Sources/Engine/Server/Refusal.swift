import HTTPTypes
import Hummingbird
import NIOCore
import YAML

/// Why a request started no run.
enum Refusal: Error, Equatable {
  case notReady
  case draining
  case tooManyRuns(Int)
  case overloaded(node: String)
  case tooManyBytes(Int)
  case bodyTooLarge(Int)
  case bodyIncomplete
  case notJSON(Problem)
  case unauthorized
  case foreignHost(String)
  case foreignOrigin(String)

  /// Seconds after which a run that the engine had no room for may be tried again.
  private static let retryAfter = "1"

  init(_ refusal: RunGate.Refusal, mostRuns: Int) {
    self =
      switch refusal {
      case .notReady: .notReady
      case .draining: .draining
      case .full: .tooManyRuns(mostRuns)
      case .overloaded(let node): .overloaded(node: node)
      }
  }

  /// As metrics tell it.
  enum Reason: String, CaseIterable {
    case notReady = "not_ready"
    case draining
    case runs
    case node
    case memory
    case request
    case unauthorized
  }

  var reason: Reason {
    switch self {
    case .notReady: .notReady
    case .draining: .draining
    case .tooManyRuns: .runs
    case .overloaded: .node
    case .tooManyBytes: .memory
    case .bodyTooLarge, .bodyIncomplete, .notJSON, .foreignHost, .foreignOrigin: .request
    case .unauthorized: .unauthorized
    }
  }

  private var status: HTTPResponse.Status {
    switch self {
    case .notReady, .draining: .serviceUnavailable
    case .tooManyRuns, .overloaded, .tooManyBytes: .tooManyRequests
    case .bodyTooLarge: .contentTooLarge
    case .bodyIncomplete, .notJSON: .badRequest
    case .unauthorized: .unauthorized
    case .foreignHost: .misdirectedRequest
    case .foreignOrigin: .forbidden
    }
  }

  private var message: String {
    switch self {
    case .notReady: "the engine is not ready"
    case .draining: "the engine is shutting down"
    case .tooManyRuns(let most): "\(most) runs are already in progress (--max-concurrent-runs)"
    case .overloaded(let node):
      "node `\(node)` has more attempts waiting than it can finish within its "
        + "timeout"
    case .tooManyBytes(let bytes):
      "the requests and outputs of the current runs fill their \(bytes >> 20) MiB of memory (--buffer-limit)"
    case .bodyTooLarge(let bytes): "the body is larger than \(bytes) bytes (--body-limit)"
    case .bodyIncomplete: "the request's body could not be read to its end"
    case .notJSON(let problem): "the body is not JSON: \(problem.text)"
    case .unauthorized: "this engine requires a token: send it as `Authorization: Bearer TOKEN`"
    case .foreignHost(let host):
      "`\(host)` is not this machine: `dev` answers to localhost, 127.0.0.1 and the address of --host alone"
    case .foreignOrigin(let origin): "pages of `\(origin)` may not start runs here"
    }
  }

  /// `{"error"}`.
  ///
  /// - Parameter closes: the connection ends with it, as the rest of the request is not read.
  func response(closes: Bool) -> Response {
    var fields: HTTPFields = [.contentType: "application/json"]
    switch self {
    case .notReady, .draining, .tooManyRuns, .overloaded, .tooManyBytes: fields[.retryAfter] = Self.retryAfter
    case .unauthorized: fields[.wwwAuthenticate] = "Bearer"
    default: break
    }
    if closes { fields[.connection] = "close" }
    var body = JSONObjectWriter()
    body.write("error", string: message)
    return Response(status: status, headers: fields, body: .init(byteBuffer: body.finish().bytes))
  }
}
