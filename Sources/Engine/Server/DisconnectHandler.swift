import NIOCore

/// Notices that a client is gone while its request is being answered.
final class DisconnectHandler: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = NIOAny

  private var action: (@Sendable () -> Void)?
  private var isGone = false

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

  private func gone() {
    isGone = true
    action?()
  }
}
