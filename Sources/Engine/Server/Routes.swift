import Diagnostics
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle
import WorkflowModel
import YAML

/// What the engine answers over HTTP.
struct Routes: Sendable {
  let options: EngineOptions
  let executor: LoopExecutor
  /// What runs now; nil before anything could be loaded.
  let current: @Sendable () -> Generation?

  /// How long connections may take to end once all runs have.
  private static let closingTime = Duration.seconds(5)
  /// Seconds after which a refused run may be tried again.
  private static let retryAfter = "1"

  struct Context: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: Source) {
      coreContext = .init(source: source)
      channel = source.channel
    }
  }

  /// The HTTP server.
  ///
  /// - Parameter onListening: called with the port.
  func service(_ logger: Logger, _ onListening: @escaping @Sendable (Int) -> Void) -> some Service {
    let server = Application(
      router: router(),
      server: .http1(configuration: .init(additionalChannelHandlers: [DisconnectHandler()])),
      configuration: .init(address: .hostname(options.host, port: options.port)),
      onServerRunning: { onListening($0.localAddress?.port ?? 0) },
      eventLoopGroupProvider: .shared(executor.loop), logger: logger.quiet)
    return BoundedService(inner: server, limit: Self.closingTime)
  }

  private func router() -> Router<Context> {
    let router = Router(context: Context.self, options: .autoGenerateHeadEndpoints)
    router.get(path(EngineContract.healthPath)) { _, _ in Self.text(.ok, "ok\n") }
    router.get(path(EngineContract.readyPath)) { _, _ in
      current()?.gate.isReady == true
        ? Self.text(.ok, "ready\n") : Self.text(.serviceUnavailable, "not ready\n")
    }
    router.get(path(EngineContract.metricsPath)) { _, _ in
      var response = Self.text(.ok, current()?.registry.exposition ?? "")
      response.headers[.contentType] = "text/plain; version=0.0.4; charset=utf-8"
      return response
    }
    router.post(path(EngineContract.runPath)) { request, context in await run(request, context) }
    return router
  }

  private func path(_ path: String) -> RouterPath { RouterPath(path) }

  private func run(_ request: Request, _ context: Context) async -> Response {
    let body: ByteBuffer
    do {
      body = try await read(request)
    } catch let refusal as Refusal {
      return refusal.response
    } catch {
      return Self.refusal(.badRequest, "the request's body could not be read")
    }
    // From here to `enter` there is no pause, in which another generation could take over.
    guard let generation = current() else { return refuse(.notReady) }
    let gate = generation.gate
    let number: Int
    do {
      number = try gate.enter()
    } catch {
      generation.metrics.refused()
      return refuse(error)
    }
    defer { gate.leave(number) }
    let run = RunRequest(
      input: body, traceParent: header("traceparent", request), traceState: header("tracestate", request))
    let task = Task(executorPreference: executor) { await generation.runner.run(run) }
    gate.onCancel(number) { task.cancel() }
    if options.onDisconnect == .cancel { watch(context.channel) { task.cancel() } }
    let result = await task.value
    if options.onDisconnect == .cancel { watch(context.channel, nil) }
    // Never 503, which says that no run was started.
    return Self.json(
      result.isSuccess ? .ok : .internalServerError, result.json(redact: generation.redaction.shown))
  }

  private func header(_ name: String, _ request: Request) -> String? {
    HTTPField.Name(name).flatMap { request.headers[$0] }
  }

  private func watch(_ channel: any Channel, _ action: (@Sendable () -> Void)?) {
    // The task runs on the channel's own loop.
    guard channel.eventLoop.inEventLoop else { return }
    try? channel.pipeline.syncOperations.handler(type: DisconnectHandler.self).onDisconnect(action)
  }

  private struct Refusal: Error {
    let response: Response
  }

  /// The input: JSON, or `{}` for an empty body.
  private func read(_ request: Request) async throws -> ByteBuffer {
    let limit = options.bodyLimit
    let tooLarge = Refusal(
      response: Self.refusal(.contentTooLarge, "the body is larger than \(limit) bytes (--body-limit)"))
    if let length = request.headers[.contentLength].flatMap(Int.init), length > limit { throw tooLarge }
    let body: ByteBuffer
    do {
      body = try await request.body.collect(upTo: limit)
    } catch is NIOTooManyBytesError {
      throw tooLarge
    }
    if body.readableBytesView.allSatisfy({ $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }) {
      return ByteBuffer(string: "{}")
    }
    do {
      _ = try JSON.read(Array(body.readableBytesView))
    } catch {
      throw Refusal(
        response: Self.refusal(
          .badRequest, "the body is not JSON: \(error.text)"))
    }
    return body
  }

  private func refuse(_ refusal: RunGate.Refusal) -> Response {
    let status: HTTPResponse.Status
    let message: String
    switch refusal {
    case .full:
      status = .tooManyRequests
      message = "\(Counted.text(options.mostRuns, "run")) under way already (--max-concurrent-runs)"
    case .notReady:
      status = .serviceUnavailable
      message = "the engine is not ready"
    case .draining:
      status = .serviceUnavailable
      message = "the engine is shutting down"
    }
    var response = Self.refusal(status, message)
    response.headers[.retryAfter] = Self.retryAfter
    if case .draining = refusal { response.headers[.connection] = "close" }
    return response
  }

  /// `{"error"}`: no run was started.
  private static func refusal(_ status: HTTPResponse.Status, _ message: String) -> Response {
    json(status, ByteBuffer(string: JSON.compact(["error": .string(message)])))
  }

  private static func json(_ status: HTTPResponse.Status, _ body: ByteBuffer) -> Response {
    Response(status: status, headers: [.contentType: "application/json"], body: .init(byteBuffer: body))
  }

  private static func text(_ status: HTTPResponse.Status, _ text: String) -> Response {
    Response(
      status: status, headers: [.contentType: "text/plain; charset=utf-8"],
      body: .init(byteBuffer: ByteBuffer(string: text)))
  }
}
