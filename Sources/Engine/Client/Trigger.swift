import AsyncHTTPClient
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization
import WorkflowSecrets

/// Starts a run of a workflow over HTTP.
package struct Trigger: Sendable {
  package enum Ended: Sendable {
    /// With the answer, except for its outputs.
    case succeeded([UInt8])
    /// A node failed; the answer says which.
    case failed([UInt8])
    /// The run ended as its status says, and its answer did not arrive whole or is none.
    case unreadable(succeeded: Bool, String)
    /// The engine was reached and did not take the request.
    case refused(String)
    /// No run was started, as far as is known.
    case unreachable(String)
  }

  private enum Attempt {
    case ended(Ended)
    /// It is certain that no run was started.
    case again(String)
  }

  private static let firstPause = Duration.milliseconds(250)
  private static let longestPause = Duration.seconds(10)
  private static let connectTimeout = TimeAmount.seconds(5)
  private static let notConnected = [ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, EHOSTDOWN]
  private static let mostOfRefusal = 500

  private let url: String
  private let data: String
  private let timeout: Duration
  private let tokenFile: String
  private let onPart: (@Sendable ([UInt8]) -> Void)?

  /// - Parameters:
  ///   - tokenFile: where the engine's token is, if it has one; read before each try, as it may change.
  ///   - onPart: told the whole answer, part by part as it comes.
  package init(
    url: String, data: String, timeout: Duration, tokenFile: String,
    onPart: (@Sendable ([UInt8]) -> Void)? = nil
  ) {
    self.url = url
    self.data = data
    self.timeout = timeout
    self.tokenFile = tokenFile
    self.onPart = onPart
  }

  /// - Parameter note: told about each try that is followed by another one.
  package func run(_ note: (String) -> Void) async -> Ended {
    var configuration = HTTPClient.Configuration()
    configuration.timeout.connect = Self.connectTimeout
    configuration.redirectConfiguration = .disallow
    // One try of its own: whether there is another is decided here.
    configuration.connectionPool.retryConnectionEstablishment = false
    let client = HTTPClient(
      eventLoopGroup: .singletonMultiThreadedEventLoopGroup, configuration: configuration)
    let ended = await run(client, note)
    try? await client.shutdown()
    return ended
  }

  private func run(_ client: HTTPClient, _ note: (String) -> Void) async -> Ended {
    let end = ContinuousClock.now + timeout
    var pause = Self.firstPause
    while true {
      switch await attempt(client, until: end) {
      case .ended(let ended): return ended
      case .again(let reason):
        guard ContinuousClock.now + pause < end else {
          return .unreachable("\(url) could not be reached within \(timeout): \(reason)")
        }
        note("\(url): \(reason); trying again in \(pause)")
        try? await Task.sleep(for: pause)
        pause = min(pause * 2, Self.longestPause)
      }
    }
  }

  private func attempt(_ client: HTTPClient, until end: ContinuousClock.Instant) async -> Attempt {
    var request = HTTPClientRequest(url: url)
    request.method = .POST
    request.headers.add(name: "content-type", value: "application/json")
    let token = EngineToken.read(tokenFile)
    if let field = token?.field { request.headers.add(name: "authorization", value: field) }
    request.body = .bytes(ByteBuffer(string: data))
    let left = ContinuousClock.now.duration(to: end)
    do {
      let response = try await client.execute(request, timeout: .nanoseconds(left.wholeNanoseconds))
      let isOwn = response.headers.contains(name: "retry-after")
      switch response.status.code {
      case 200: return .ended(await answer(response) { .succeeded($0) })
      case 500: return .ended(await answer(response) { .failed($0) })
      // The engine is not ready, shuts down or is busy. A proxy's own 503 has no such field, and may come from the
      // middle of a run.
      case 429 where isOwn, 503 where isOwn:
        return .again("HTTP \(response.status.code)")
      // A new token reaches the engine's pod and this one at different times.
      case 401 where token != nil: return .again("the engine does not accept the token of \(tokenFile) (yet)")
      case 502, 503, 504:
        return .ended(
          .unreachable("\(url) answered HTTP \(response.status.code), so a run may have been started"))
      default: return .ended(.refused(await refusal(response)))
      }
    } catch {
      return Self.wasNeverSent(error)
        ? .again("\(error)")
        : .ended(
          .unreachable("\(url) got the request and did not answer, so a run may have been started: \(error)")
        )
    }
  }

  /// Reads an answer without keeping its outputs. Its status says how the run ended, whatever becomes of the rest.
  private func answer(_ response: HTTPClientResponse, _ ended: ([UInt8]) -> Ended) async -> Ended {
    var summary = AnswerSummary()
    var problem = "it is not the result of a run"
    do {
      for try await part in response.body {
        summary.add(part.readableBytesView)
        onPart?(Array(part.readableBytesView))
      }
    } catch {
      problem = "the connection broke: \(error)"
    }
    if let json = summary.json { return ended(json) }
    return .unreadable(
      succeeded: response.status.code == 200, "the answer of \(url) cannot be shown: \(problem)")
  }

  private func refusal(_ response: HTTPClientResponse) async -> String {
    var text: [UInt8] = []
    do {
      for try await part in response.body where text.count < Self.mostOfRefusal {
        text += part.readableBytesView.prefix(Self.mostOfRefusal - text.count)
      }
    } catch {
      // The status says enough.
    }
    let hint = response.status.code == 401 ? "; expected a token in \(tokenFile)" : ""
    return "\(url) answered HTTP \(response.status.code): \(String(decoding: text, as: UTF8.self))\(hint)"
  }

  private static func wasNeverSent(_ error: any Error) -> Bool {
    if error is NIOConnectionError { return true }
    if let error = error as? IOError { return notConnected.contains(error.errnoCode) }
    guard let error = error as? HTTPClientError else { return false }
    return error == .connectTimeout
  }
}

extension Duration {
  var wholeNanoseconds: Int64 {
    let (seconds, attoseconds) = components
    return max(1, seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
  }
}
