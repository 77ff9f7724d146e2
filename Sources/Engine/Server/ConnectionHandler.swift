import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Keeps the connection of a client within its limits, notices that the client is gone while its request is being
/// answered, and lets no connection close before what was written to it has left.
final class ConnectionHandler: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  /// For a client that does not read.
  private static let longestWait = TimeAmount.seconds(5)
  /// Of one read, in bytes: what a client sends ahead of the answer to its last request is held.
  private static let mostRead = 16 << 10

  private let connections: Connections
  /// Whether the engine is about to take no runs any more, so that a client has to look for another one.
  private let isLeaving: @Sendable () -> Bool
  private var state = ConnectionState(now: .now())
  private var context: ChannelHandlerContext?
  private var isGone = false
  private var isInputClosed = false
  private var isRefused = false
  private var onGone: (@Sendable () -> Void)?
  private var lastWrite: EventLoopFuture<Void>?
  /// What waits for the end of the answer that is being written.
  private var onAnswered: [() -> Void] = []

  init(connections: Connections, isLeaving: @escaping @Sendable () -> Bool) {
    self.connections = connections
    self.isLeaving = isLeaving
  }

  // For what answers the request, on the connection's loop.

  /// The body of the request is going to be read.
  func readBody() {
    perform(state.bodyIsRead(now: .now()))
  }

  /// - Parameter action: called when the client is gone; nil when nothing has to be done any more.
  func onDisconnect(_ action: (@Sendable () -> Void)?) {
    onGone = action
    if isGone { action?() } else if isInputClosed, action != nil { perform(state.inputClosed()) }
  }

  // For `Connections`.

  var idleSince: NIODeadline? { state.idleSince }

  var lastProgress: NIODeadline? { state.lastProgress }

  func tick(now: NIODeadline) {
    guard let context else { return }
    let buffered = try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)
    perform(state.tick(buffered: buffered ?? 0, now: now))
  }

  func abandon() { context?.close(mode: .all, promise: nil) }

  // What happens to the connection.

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    try? context.channel.syncOptions?.setOption(
      .recvAllocator,
      value: AdaptiveRecvByteBufferAllocator(minimum: 512, initial: 2048, maximum: Self.mostRead))
    if context.channel.isActive { opened(context) }
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    connections.closed(self)
    self.context = nil
  }

  func channelActive(context: ChannelHandlerContext) {
    opened(context)
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    connections.closed(self)
    gone()
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let now = NIODeadline.now()
    let isDiscarded = isRefused || state.isLingering
    switch unwrapInboundIn(data) {
    case .head(let head):
      state.requestBegan(
        expectsContinue: head.headerFields[.expect]?.lowercased() == "100-continue", now: now)
    case .body(let part): state.bodyArrived(bytes: part.readableBytes, now: now)
    case .end: perform(state.requestEnded(now: now))
    }
    if !isDiscarded { context.fireChannelRead(data) }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case .inputClosed? = event as? ChannelEvent {
      isInputClosed = true
      if state.isLingering || isRefused { context.close(promise: nil) }
      if onGone != nil { perform(state.inputClosed()) }
    }
    context.fireUserInboundEventTriggered(event)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    switch unwrapOutboundIn(data) {
    case .head(var head) where head.status.kind != .informational:
      if isLeaving() { head.headerFields[.connection] = "close" }
      state.answerBegan(closes: head.headerFields[.connection]?.lowercased() == "close")
      context.write(wrapOutboundOut(.head(head)), promise: promise)
    case .head, .body: context.write(data, promise: promise)
    case .end:
      let promise = promise ?? context.eventLoop.makePromise()
      lastWrite = promise.futureResult
      context.write(data, promise: promise)
      perform(state.answerEnded(now: .now()))
      let actions = onAnswered
      onAnswered = []
      for action in actions { action() }
    }
  }

  func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
    guard mode == .all else { return context.close(mode: mode, promise: promise) }
    guard state.isAnswering else {
      return whenWritten(context) { $0.close(mode: .all, promise: promise) }
    }
    // The rest of a large answer is still to be written.
    var isClosed = false
    let timer = context.eventLoop.assumeIsolated().scheduleTask(in: Self.longestWait) {
      isClosed = true
      context.close(mode: .all, promise: promise)
    }
    onAnswered.append { [self] in
      timer.cancel()
      if !isClosed { whenWritten(context) { $0.close(mode: .all, promise: promise) } }
    }
  }

  private func opened(_ context: ChannelHandlerContext) {
    switch connections.opened(self) {
    case .welcome: break
    case .tooMany:
      isRefused = true
      let fields: HTTPFields = [.connection: "close", .retryAfter: "1", .contentLength: "0"]
      let head = HTTPResponse(status: .tooManyRequests, headerFields: fields)
      context.write(wrapOutboundOut(.head(head)), promise: nil)
      context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
      context.close(mode: .output, promise: nil)
      context.eventLoop.assumeIsolated().scheduleTask(in: Self.longestWait) {
        context.close(mode: .all, promise: nil)
      }
    }
  }

  private func perform(_ actions: [ConnectionState.Action]) {
    guard let context else { return }
    for action in actions {
      switch action {
      case .sendContinue:
        context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
      case .close: context.channel.close(promise: nil)
      case .closeOutput: whenWritten(context) { $0.close(mode: .output, promise: nil) }
      case .abandon: context.close(mode: .all, promise: nil)
      }
    }
  }

  /// Does something when the last answer has left, or when that takes too long.
  private func whenWritten(
    _ context: ChannelHandlerContext, _ action: @escaping (ChannelHandlerContext) -> Void
  ) {
    guard let lastWrite else { return action(context) }
    let loop = context.eventLoop.assumeIsolated()
    var isDone = false
    let once = {
      if isDone { return }
      isDone = true
      action(context)
    }
    let timer = loop.scheduleTask(in: Self.longestWait, once)
    lastWrite.assumeIsolated().whenComplete { _ in
      timer.cancel()
      once()
    }
  }

  private func gone() {
    isGone = true
    onGone?()
  }
}
