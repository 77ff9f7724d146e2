import NIOCore

/// Notices that a client is gone while its request is being answered, and lets no connection close before what
/// was written to it has left.
final class DisconnectHandler: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = NIOAny
  typealias OutboundIn = NIOAny

  /// For a client that does not read.
  private static let longestWait = TimeAmount.seconds(5)

  private var action: (@Sendable () -> Void)?
  private var isGone = false
  private var isClosing = false
  private var lastWrite: EventLoopFuture<Void>?

  /// - Parameter action: nil when nothing has to be done any more.
  func onDisconnect(_ action: (@Sendable () -> Void)?) {
    self.action = action
    if isGone { action?() }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case .inputClosed? = event as? ChannelEvent { gone() }
    context.fireUserInboundEventTriggered(event)
  }

  func channelInactive(context: ChannelHandlerContext) {
    gone()
    context.fireChannelInactive()
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    let promise = promise ?? context.eventLoop.makePromise()
    lastWrite = promise.futureResult
    context.write(data, promise: promise)
  }

  func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
    guard mode == .all, !isClosing, let lastWrite else { return context.close(mode: mode, promise: promise) }
    isClosing = true
    let loop = context.eventLoop.assumeIsolated()
    let timer = loop.scheduleTask(in: Self.longestWait) { context.close(mode: mode, promise: promise) }
    lastWrite.assumeIsolated().whenComplete { _ in
      timer.cancel()
      context.close(mode: mode, promise: promise)
    }
  }

  private func gone() {
    isGone = true
    action?()
  }
}
