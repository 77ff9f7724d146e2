import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import Synchronization

/// A server on this machine that remembers what it was asked.
final class LoopbackServer: Sendable {
  struct Seen: Sendable {
    let method: String
    let path: String
    let headers: [String: String]
    /// With the port.
    let host: String
    let body: String
  }

  private let requests = Mutex<[Seen]>([])

  var seen: [Seen] { requests.withLock(\.self) }

  /// Runs a server as long as `body` does.
  ///
  /// - Parameter answer: what it answers: status, headers, body.
  static func with<Result: Sendable>(
    _ answer: @escaping @Sendable (Seen) async throws -> (Int, [String: String], String),
    _ body: @escaping @Sendable (LoopbackServer, _ port: Int) async throws -> Result
  ) async throws -> Result {
    let server = LoopbackServer()
    let responder = CallbackResponder<BasicRequestContext> { request, _ in
      let text = String(buffer: try await request.body.collect(upTo: 1 << 20))
      var headers: [String: String] = [:]
      for field in request.headers { headers[field.name.canonicalName] = field.value }
      let seen = Seen(
        method: request.method.rawValue, path: request.uri.string, headers: headers,
        host: request.head.authority ?? "", body: text)
      server.requests.withLock { $0.append(seen) }
      let (status, fields, body) = try await answer(seen)
      var response = Response(
        status: HTTPResponse.Status(code: status), body: .init(byteBuffer: ByteBuffer(string: body)))
      for (name, value) in fields { if let name = HTTPField.Name(name) { response.headers[name] = value } }
      return response
    }
    let (ports, source) = AsyncStream<Int>.makeStream()
    let application = Application(
      responder: responder, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
      onServerRunning: { source.yield($0.localAddress?.port ?? 0) },
      logger: Logger(label: "loopback") { _ in SwiftLogNoOpLogHandler() })
    return try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await application.run() }
      var port = 0
      for await found in ports {
        port = found
        break
      }
      defer { group.cancelAll() }
      return try await body(server, port)
    }
  }
}
