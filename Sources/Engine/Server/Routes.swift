import Diagnostics
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle
import WorkflowModel
import WorkflowSecrets
import YAML

/// What the engine answers over HTTP.
struct Routes: Sendable {
  let options: EngineOptions
  let executor: LoopExecutor
  let budget: ByteBudget
  /// What runs now; nil before anything could be loaded.
  let current: @Sendable () -> Generation?
  private let connections: Connections

  init(
    options: EngineOptions, executor: LoopExecutor, budget: ByteBudget,
    current: @Sendable @escaping () -> Generation?
  ) {
    self.options = options
    self.executor = executor
    self.budget = budget
    self.current = current
    let connections = Connections(most: options.mostRuns + Self.spareConnections, loop: executor.loop)
    self.connections = connections
    budget.whenShort { executor.loop.inEventLoop && connections.shedStalled() }
  }

  /// How long connections may take to end once all runs have.
  private static let closingTime = Duration.seconds(5)
  /// Connections beside those that have a run: probes, metrics, and clients that wait for their next request.
  private static let spareConnections = 156
  /// What is left of a refused request is read for the sake of the connection, up to so many bytes.
  private static let worthReading = 64 << 10
  /// Answers of more bytes stay in the budget until they are read.
  private static let worthCounting = 64 << 10
  private static let traceParent = HTTPField.Name("traceparent")
  private static let traceState = HTTPField.Name("tracestate")

  struct Context: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: Source) {
      coreContext = .init(source: source)
      channel = source.channel
    }

    /// Nil elsewhere than on the connection's own loop, where requests are answered.
    var connection: ConnectionHandler? {
      guard channel.eventLoop.inEventLoop else { return nil }
      return try? channel.pipeline.syncOperations.handler(type: ConnectionHandler.self)
    }
  }

  /// The HTTP server.
  ///
  /// - Parameter onListening: called with the port.
  func service(_ logger: Logger, _ onListening: @escaping @Sendable (Int) -> Void) -> some Service {
    let connections = connections
    let isLeaving: @Sendable () -> Bool = { current()?.gate.isLeaving == true }
    let server = Application(
      router: router(),
      server: .http1(
        configuration: .init(
          additionalChannelHandlers: [ConnectionHandler(connections: connections, isLeaving: isLeaving)])),
      configuration: .init(address: .hostname(options.host, port: options.port)),
      onServerRunning: { onListening($0.localAddress?.port ?? 0) },
      eventLoopGroupProvider: .shared(executor.loop), logger: logger.quiet)
    return BoundedService(inner: server, limit: Self.closingTime)
  }

  private func router() -> Router<Context> {
    let router = Router(context: Context.self, options: .autoGenerateHeadEndpoints)
    router.get(path(EngineContract.healthPath)) { _, _ in Self.text(.ok, "ok\n") }
    router.get(path(EngineContract.readyPath)) { _, _ in
      let problem = readinessProblem
      return Self.text(problem == nil ? .ok : .serviceUnavailable, problem ?? "ready\n")
    }
    router.get(path(EngineContract.metricsPath)) { _, _ in
      var response = Self.text(.ok, (current()?.exposition ?? "") + EngineLog.exposition)
      response.headers[.contentType] = "text/plain; version=0.0.4; charset=utf-8"
      return response
    }
    router.post(path(EngineContract.runPath)) { request, context in
      do throws(Refusal) {
        return try await run(request, context)
      } catch {
        current()?.metrics.refused(error.reason)
        return error.response(closes: Self.isLeftUnread(request))
      }
    }
    return router
  }

  private func path(_ path: String) -> RouterPath { RouterPath(path) }

  /// Why no client is to be sent here, as an answer; nil where one may be.
  private var readinessProblem: String? {
    let generation = current()
    if options.isInPod, let missing = generation?.missingSecrets, !missing.isEmpty {
      return "not ready: \(MissingSecrets.text(missing))\n"
    }
    guard let generation, generation.gate.isReady else { return "not ready\n" }
    let down = generation.pool.down
    return down.isEmpty ? nil : "not ready: no process runs \(down.joined(separator: ", "))\n"
  }

  /// The gate first, then the body: what is refused costs nothing.
  nonisolated(nonsending) private func run(_ request: Request, _ context: Context) async throws(Refusal)
    -> Response
  {
    try RequestOrigin.check(request, options)
    guard let first = current() else { throw .notReady }
    if let token = first.secrets.token, !token.isShown(by: request.headers[.authorization]) {
      throw .unauthorized
    }
    try admit(request, to: first) { gate throws(RunGate.Refusal) in try gate.check() }
    let share = budget.open()
    let body = try await read(request, context, share)
    // From here to `enter` there is no pause, in which another generation could take over.
    guard let generation = current() else { throw .notReady }
    let gate = generation.gate
    let number = try admit(request, to: generation) { gate throws(RunGate.Refusal) in try gate.enter() }
    defer { gate.leave(number) }
    var run = RunRequest(
      input: body,
      trace: TraceContext(
        parents: Self.values(Self.traceParent, request), states: Self.values(Self.traceState, request)))
    run.share = share
    let started = run
    let task = Task(executorPreference: executor) { await generation.runner.run(started) }
    gate.onCancel(number) { task.cancel() }
    if options.onDisconnect == .cancel { context.connection?.onDisconnect { task.cancel() } }
    let result = await task.value
    if options.onDisconnect == .cancel { context.connection?.onDisconnect(nil) }
    let answer = result.json(redact: generation.redaction.shown).bytes
    // Never 503, which says that no run was started.
    return Response(
      status: result.isSuccess ? .ok : .internalServerError, headers: [.contentType: "application/json"],
      body: Self.body(answer, holding: share))
  }

  /// A large answer counts until its client has taken it, except for a little.
  private static func body(_ answer: ByteBuffer, holding share: ByteBudget.Share) -> ResponseBody {
    guard answer.readableBytes > worthCounting else { return ResponseBody(byteBuffer: answer) }
    return ResponseBody(contentLength: answer.readableBytes) { writer in
      try await writer.write(answer)
      // It waits until the connection takes more.
      try await writer.finish(nil)
      withExtendedLifetime(share) {}
    }
  }

  private func admit<Result>(
    _ request: Request, to generation: Generation, _ pass: (RunGate) throws(RunGate.Refusal) -> Result
  ) throws(Refusal) -> Result {
    do throws(RunGate.Refusal) {
      return try pass(generation.gate)
    } catch {
      throw Refusal(error, mostRuns: options.mostRuns)
    }
  }

  private static func values(_ name: HTTPField.Name?, _ request: Request) -> [String] {
    name.map { request.headers[values: $0] } ?? []
  }

  /// The largest body that is taken.
  private var bodyLimit: Int {
    options.bodyLimit.map { min($0, budget.largestBody) } ?? budget.usualBody
  }

  /// The input: JSON, or `{}` for an empty body.
  nonisolated(nonsending) private func read(
    _ request: Request, _ context: Context, _ share: ByteBudget.Share
  ) async throws(Refusal) -> ValidJSON {
    let declared = request.headers[.contentLength].flatMap { Int($0) }
    if let declared, declared > bodyLimit { throw .bodyTooLarge(bodyLimit) }
    if request.headers[.expect] != nil { context.connection?.readBody() }
    let body: ByteBuffer
    do {
      body = try await collect(request.body, declared, share)
      if body.readableBytesView.allSatisfy({ $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }) {
        return .emptyObject
      }
      return try await ValidJSON.scanning(body)
    } catch let refusal as Refusal {
      throw refusal
    } catch let problem as Problem {
      throw .notJSON(problem)
    } catch {
      throw .bodyIncomplete
    }
  }

  nonisolated(nonsending) private func collect(
    _ parts: RequestBody, _ declared: Int?, _ share: ByteBudget.Share
  ) async throws -> ByteBuffer {
    var body = ByteBuffer()
    for try await part in parts {
      let count = body.readableBytes + part.readableBytes
      guard count <= bodyLimit else { throw Refusal.bodyTooLarge(bodyLimit) }
      guard await share.takeShedding(part.readableBytes * ByteBudget.copiesOfBody) else {
        throw Refusal.tooManyBytes(budget.bytes)
      }
      if count == declared, body.readableBytes == 0 { return part }
      if body.readableBytes == 0, let declared { body.reserveCapacity(declared) }
      body.writeImmutableBuffer(part)
    }
    if let declared, body.readableBytes != declared { throw Refusal.bodyIncomplete }
    return body
  }

  /// Whether a request that was refused may have more to send than is worth reading.
  private static func isLeftUnread(_ request: Request) -> Bool {
    request.headers[.expect] != nil || request.headers[.transferEncoding] != nil
      || (request.headers[.contentLength].flatMap { Int($0) } ?? 0) > worthReading
  }

  private static func text(_ status: HTTPResponse.Status, _ text: String) -> Response {
    Response(
      status: status, headers: [.contentType: "text/plain; charset=utf-8"],
      body: .init(byteBuffer: ByteBuffer(string: text)))
  }
}
