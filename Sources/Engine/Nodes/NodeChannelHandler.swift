import NIOCore

/// The connection to a node's process.
final class NodeChannelHandler: ChannelInboundHandler {
  typealias InboundIn = Frame

  private let host: NodeHost
  private let handle: ProcessHandle

  init(host: NodeHost, handle: ProcessHandle) {
    self.host = host
    self.handle = handle
  }

  func channelActive(context: ChannelHandlerContext) {
    if handle.takeConnection() {
      host.connected(handle.id, context.channel)
    } else {
      context.close(promise: nil)
    }
    context.fireChannelActive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    host.received(unwrapInboundIn(data), from: handle.id)
  }

  func channelInactive(context: ChannelHandlerContext) {
    host.perform(.disconnected(handle.id))
    handle.ended()
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // What else breaks a connection is the end of the process, which says more of itself.
    if error is FrameDecoder.Broken { host.broken(handle.id) }
    context.close(promise: nil)
  }
}
